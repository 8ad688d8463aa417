using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.AppHost;

/// <summary>Shows the state of the system: on a terminal a table that is redrawn in place, otherwise one line per change.</summary>
internal sealed class StatusConsole
{
    private const int FooterRows = 5;
    private readonly Dictionary<string, string> printed = [];
    private int lines;
    private TimeSpan? healthyAfter;

    /// <summary>Shows a new state.</summary>
    public void Show(SystemStatus status, TimeSpan uptime, bool isStopping)
    {
        if (status.Healthy) healthyAfter ??= uptime;
        if (Console.IsOutputRedirected) Print(status);
        else Redraw(status, isStopping);
    }

    /// <summary>The table truncated to the screen: the last resources and the ends of long lines are cut.</summary>
    internal static string[] Fit(SystemStatus status, string footer, int width, int height)
    {
        string[] rows = [.. ResourceTable.Render(status).TrimEnd('\n').Split('\n'), "", footer];
        if (rows.Length > height)
        {
            var kept = Math.Max(height - FooterRows, 1);
            rows = [.. rows[..kept], $"... {status.Resources.Count - kept + 1} more: ./mlops status", .. rows[^(FooterRows - 1)..]];
        }
        return [.. rows.Select(row => row.Length > width ? row[..width] : row)];
    }

    private void Redraw(SystemStatus status, bool isStopping)
    {
        // One column and one row stay free: a full line would wrap, and the cursor is below the table.
        var (width, height) = (Math.Max(Console.WindowWidth - 1, 40), Math.Max(Console.WindowHeight - 1, FooterRows + 1));
        var rows = Fit(status, Footer(status, isStopping), width, height);
        // Moves the cursor to the start of the last table and clears from there.
        Console.Write($"{(lines > 0 ? $"\e[{lines}F" : "")}\e[J{string.Join('\n', rows)}\n");
        lines = rows.Length;
    }

    private string Footer(SystemStatus status, bool isStopping) => (isStopping, healthyAfter) switch
    {
        (true, _) => status.Resources.All(r => KnownResourceStates.TerminalStates.Contains(r.State)) ? "Stopped." : "Stopping.",
        (_, null) => "Starting. Ctrl-C stops the system.",
        (_, { } after) when status.Healthy => $"All healthy (started in {Seconds(after)}). Ctrl-C stops the system.",
        _ => $"Not healthy: {string.Join(", ", status.Resources.Where(r => !r.IsHealthy).Select(r => r.Name))}. Ctrl-C stops the system.",
    };

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
