using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where a tensor's memory is.</summary>
public class OrtMemoryInfo
{
    private OrtMemoryInfo(OrtHandle handle) => Handle = handle;

    /// <summary>Memory that the processor reads.</summary>
    public static OrtMemoryInfo DefaultInstance { get; } = new(new OrtHandle(OrtApi.CreateCpuMemoryInfo(), OrtFunction.ReleaseMemoryInfo));

    internal OrtHandle Handle { get; }
}
