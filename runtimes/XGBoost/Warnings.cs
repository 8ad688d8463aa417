using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlOps.XGBoost.Native;
using static MlOps.XGBoost.XGBoostException;

namespace MlOps.XGBoost;

/// <summary>
/// Names the parameters that the library found no use for, which it tells only in a warning. The library keeps its log
/// callback per thread, and so does this.
/// </summary>
internal static unsafe class Warnings
{
    private const string Unused = "Parameters: {";

    [ThreadStatic]
    private static List<string>? unusedParameters;

    /// <summary>Runs an action on this thread and gives the parameters that it turned out not to use.</summary>
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
