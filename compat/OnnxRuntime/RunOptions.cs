using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How one run is to work.</summary>
public sealed class RunOptions : IDisposable
{
    internal OrtHandle Handle { get; } = new(OrtApi.Get(OrtFunction.CreateRunOptions), OrtFunction.ReleaseRunOptions);

    /// <summary>Ends runs with these options as soon as the running node is done; from any thread.</summary>
    public bool Terminate
    {
        get;
        set => OrtApi.Do((field = value) ? OrtFunction.RunOptionsSetTerminate : OrtFunction.RunOptionsUnsetTerminate, Handle.Value);
    }

    public void Dispose() => Handle.Dispose();
}
