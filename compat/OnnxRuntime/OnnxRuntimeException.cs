namespace Microsoft.ML.OnnxRuntime;

/// <summary>An error of the library, in its own words.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode errorCode, string message) : base($"[ErrorCode:{errorCode}] {message}")
    {
    }
}
