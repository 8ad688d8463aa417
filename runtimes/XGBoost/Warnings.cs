using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlOps.XGBoost.Native;
using static MlOps.XGBoost.XGBoostException;

namespace MlOps.XGBoost;

/// <summary>
/// Collects the parameters that the library does not use, which it reports only in a warning. The library's log callback is
/// thread-local, and so is the list.
/// </summary>
internal static unsafe class Warnings
{
    private const string Unused = "Parameters: {";

    [ThreadStatic]
    private static List<string>? unusedParameters;

    /// <summary>Runs an action on this thread and returns the parameters that it did not use.</summary>
    public static IReadOnlyList<string> UnusedParametersOf(Action action)
    {
        ThrowIfFailed(NativeMethods.XGBRegisterLogCallback(&OnLog));
        var unused = unusedParameters = [];
        try
        {
            action();
        }
        finally
        {
            unusedParameters = null;
        }

        return unused;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(byte* message)
    {
        var text = Marshal.PtrToStringUTF8((nint)message) ?? "";
        var start = text.IndexOf(Unused, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf('}', start);
        if (unusedParameters is null || end < 0)
        {
            Console.Error.WriteLine(text);
            return;
        }

        foreach (var name in text[(start + Unused.Length)..end].Split(',')) unusedParameters.Add(name.Trim(' ', '"'));
    }
}
