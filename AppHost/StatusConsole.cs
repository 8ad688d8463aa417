using System.Globalization;

namespace MlOps.AppHost;

/// <summary>Shows the state of the system: a table that is drawn anew in place on a terminal, one line a change elsewhere.</summary>
internal sealed class StatusConsole
{
    private readonly Dictionary<string, string> printed = [];
    private int lines;
    private TimeSpan? healthyAfter;

    /// <summary>Shows a new state.</summary>
    public void Show(SystemStatus status, TimeSpan uptime)
    {
        if (status.Healthy) healthyAfter ??= uptime;
        if (Console.IsOutputRedirected) Print(status);
        else Redraw(status);
    }

    private void Redraw(SystemStatus status)
    {
        var footer = healthyAfter is { } after ? $"All healthy after {Seconds(after)}. Ctrl-C stops the system." : "Starting. Ctrl-C stops the system.";
        var width = Math.Max(Console.WindowWidth - 1, 40);
        var rows = $"{ResourceTable.Render(status)}\n{footer}".Split('\n').Select(row => row.Length > width ? row[..width] : row).ToArray();
        // Up to where the last table began, and clear from there.
        Console.Write($"{(lines > 0 ? $"\e[{lines}F" : "")}\e[J{string.Join('\n', rows)}\n");
        lines = rows.Length;
    }

    private void Print(SystemStatus status)
    {
        foreach (var resource in status.Resources)
        {
            var line = $"{resource.Name}: {resource.State}{(resource.Health is null ? "" : $", {resource.Health}")}";
            if (printed.GetValueOrDefault(resource.Name) == line) continue;
            printed[resource.Name] = line;
            Console.WriteLine(line);
        }
        if (healthyAfter is not { } after || printed.ContainsKey("")) return;
        printed[""] = "";
        Console.WriteLine($"\n{ResourceTable.Render(status)}\nAll healthy after {Seconds(after)}.");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
