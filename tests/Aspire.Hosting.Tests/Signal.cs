using System.Diagnostics;

namespace MlOps.Aspire.Hosting.Tests;

internal static class Signal
{
    /// <summary><c>kill -9</c>.</summary>
    public static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }
}
