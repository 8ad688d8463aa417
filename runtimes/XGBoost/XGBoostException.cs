using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlOps.XGBoost.Native;

namespace MlOps.XGBoost;

/// <summary>An error of the native library, with its message.</summary>
public sealed class XGBoostException : Exception
{
    public XGBoostException()
    {
    }

    public XGBoostException(string message) : base(message)
    {
    }

    public XGBoostException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Throws if a native call failed, with the library's own text but not its stack trace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowIfFailed(int result)
    {
        if (result != 0) ThrowLastError();
    }

    private static unsafe void ThrowLastError()
    {
        var text = Marshal.PtrToStringUTF8((nint)NativeMethods.XGBGetLastError()) ?? "XGBoost gave no reason.";
        throw new XGBoostException(text.Split("\nStack trace:")[0].TrimEnd());
    }
}
