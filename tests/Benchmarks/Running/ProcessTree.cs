namespace MlOps.Benchmarks.Running;

/// <summary>A process and all that descend from it, as /proc shows them.</summary>
internal static class ProcessTree
{
    private const int TicksPerSecond = 100;

    /// <summary>Proportional set sizes in MB: memory that processes share counts once in all.</summary>
    public static double Megabytes(int root) => Members(root).Sum(process => Kilobytes(process.Id)) / 1024.0;

    /// <summary>CPU time so far, of those that live.</summary>
    public static TimeSpan CpuTime(int root) => TimeSpan.FromSeconds(Members(root).Sum(process => process.Ticks) / (double)TicksPerSecond);

    /// <summary>How many they are.</summary>
    public static int Count(int root) => Members(root).Count;

    private static List<ProcessStat> Members(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Stat).OfType<ProcessStat>().ToLookup(process => process.Parent);
        var members = new List<ProcessStat>();
        var pending = new Queue<ProcessStat>(all.SelectMany(children => children).Where(process => process.Id == root));
        while (pending.TryDequeue(out var process))
        {
            members.Add(process);
            foreach (var child in all[process.Id]) pending.Enqueue(child);
        }
        return members;
    }

    private static ProcessStat? Stat(string directory)
    {
        if (!int.TryParse(Path.GetFileName(directory), out var id)) return null;
        try
        {
            var text = File.ReadAllText($"{directory}/stat");
            // The name, in parentheses, may hold anything; then come state, parent, …, utime and stime.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(id, int.Parse(fields[1]), long.Parse(fields[11]) + long.Parse(fields[12]));
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
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

    private sealed record ProcessStat(int Id, int Parent, long Ticks);
}
