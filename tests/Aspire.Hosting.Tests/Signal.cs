using System.Diagnostics;
using System.Globalization;

namespace MlOps.Aspire.Hosting.Tests;

internal static class Signal
{
    /// <summary><c>kill -9</c>.</summary>
    public static void Kill(int pid) => Send("KILL", pid);

    /// <summary>Asks a process to end.</summary>
    public static void Terminate(int pid) => Send("TERM", pid);

    private static void Send(string signal, int pid)
    {
        using var kill = Process.Start("kill", ["-s", signal, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
