using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How a session is to work; read when it is made.</summary>
public sealed class SessionOptions : IDisposable
{
    internal OrtHandle Handle { get; } = new(OrtApi.Get(OrtFunction.CreateSessionOptions), OrtFunction.ReleaseSessionOptions);

    /// <summary>Threads within one node; 0 is one per core.</summary>
    public int IntraOpNumThreads
    {
        get;
        set => OrtApi.Set(OrtFunction.SetIntraOpNumThreads, Handle.Value, field = value);
    }

    /// <summary>Threads for nodes at once; 0 is one per core. Looked at in parallel mode only.</summary>
    public int InterOpNumThreads
    {
        get;
        set => OrtApi.Set(OrtFunction.SetInterOpNumThreads, Handle.Value, field = value);
    }

    public ExecutionMode ExecutionMode
    {
        get;
        set => OrtApi.Set(OrtFunction.SetSessionExecutionMode, Handle.Value, (int)(field = value));
    }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get;
        set => OrtApi.Set(OrtFunction.SetSessionGraphOptimizationLevel, Handle.Value, (int)(field = value));
    } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    public OrtLoggingLevel LogSeverityLevel
    {
        get;
        set => OrtApi.Set(OrtFunction.SetSessionLogSeverityLevel, Handle.Value, (int)(field = value));
    } = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    public bool EnableMemoryPattern
    {
        get;
        set => OrtApi.Do((field = value) ? OrtFunction.EnableMemPattern : OrtFunction.DisableMemPattern, Handle.Value);
    } = true;

    public bool EnableCpuMemArena
    {
        get;
        set => OrtApi.Do((field = value) ? OrtFunction.EnableCpuMemArena : OrtFunction.DisableCpuMemArena, Handle.Value);
    } = true;

    public void Dispose() => Handle.Dispose();
}
