namespace Microsoft.ML.OnnxRuntime;

/// <summary>Whether independent nodes run one after the other or at once.</summary>
public enum ExecutionMode
{
    ORT_SEQUENTIAL = 0,
    ORT_PARALLEL = 1,
}
