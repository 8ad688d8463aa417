using MlOps.Testing;

namespace MlOps.Benchmarks.Running;

/// <summary>All processes of a running system, as /proc shows them: the orchestrator and what it starts descend from no one else.</summary>
internal static class ProcessTree
{
    private const int TicksPerSecond = 100;

    /// <summary>Proportional set sizes in MB: memory that processes share counts once in all.</summary>
    public static double Megabytes(RunningSystem system) => Members(system).Sum(Kilobytes) / 1024.0;

    /// <summary>CPU time so far, of those that live.</summary>
    public static TimeSpan CpuTime(RunningSystem system) => TimeSpan.FromSeconds(Members(system).Sum(Ticks) / (double)TicksPerSecond);

    /// <summary>How many they are.</summary>
    public static int Count(RunningSystem system) => Members(system).Count;

    private static IReadOnlyList<int> Members(RunningSystem system) => SystemProcess.With("MLOPS_DATA", system.Data);

    private static long Ticks(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            // The name, in parentheses, may hold anything; then come state, parent, …, utime and stime.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[11]) + long.Parse(fields[12]);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }

    private static long Kilobytes(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }
}
