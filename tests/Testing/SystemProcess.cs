using System.Diagnostics;
using System.Globalization;

namespace MlOps.Testing;

/// <summary>Processes as <c>/proc</c> shows them.</summary>
public static class SystemProcess
{
    /// <summary>The processes that were started with a variable in their environment, and what those started.</summary>
    /// <remarks>PostgreSQL's own children write over their environment; they are found by their parent.</remarks>
    public static IReadOnlyList<int> With(string variable, string value)
    {
        var all = Ids().ToList();
        var found = all.Where(id => Read(id, "environ").Split('\0').Contains($"{variable}={value}")).ToHashSet();
        var parents = all.ToDictionary(id => id, Parent);
        while (all.Where(id => found.Contains(parents[id]) && found.Add(id)).ToList().Count > 0)
        {
            // One generation more.
        }
        return [.. found];
    }

    /// <summary>The running processes whose command has all of these words.</summary>
    public static IReadOnlyList<int> Running(params string[] words) =>
        [.. Ids().Where(id => words.All(Read(id, "cmdline").Split('\0').Contains))];

    /// <summary>Whether a process is there and not merely waiting for its parent to ask how it ended.</summary>
    public static bool IsAlive(int id) => Read(id, "cmdline") != "";

    /// <summary><c>kill -9</c>.</summary>
    public static void Kill(int id) => Send("KILL", id);

    /// <summary>Asks a process to end.</summary>
    public static void Terminate(int id) => Send("TERM", id);

    private static void Send(string signal, int id)
    {
        using var kill = Process.Start("kill", ["-s", signal, id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static IEnumerable<int> Ids() =>
        from path in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(path)
        where name.All(char.IsAsciiDigit)
        let id = int.Parse(name, CultureInfo.InvariantCulture)
        where IsAlive(id)
        select id;

    // The name, in parentheses, may hold anything; then come state and parent.
    private static int Parent(int id) => Read(id, "stat") is { Length: > 0 } stat
        ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
        : 0;

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
