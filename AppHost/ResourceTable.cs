using System.Text;

namespace MlOps.AppHost;

/// <summary>Renders the state of the system as a table.</summary>
internal static class ResourceTable
{
    /// <summary>One line per resource: name, state, health, addresses.</summary>
    public static string Render(SystemStatus status)
    {
        string[][] rows = [["RESOURCE", "STATE", "HEALTH", "ADDRESS"], .. status.Resources.Select(Row)];
        var widths = Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length) + 2).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < 3; column++) text.Append(row[column].PadRight(widths[column]));
            text.Append(row[3]);
            while (text[^1] == ' ') text.Length--;
            text.Append('\n');
        }
        if (status.Dashboard is { } dashboard) text.Append("\nDashboard: ").Append(dashboard).Append('\n');
        return text.ToString();
    }

    private static string[] Row(ResourceStatus resource) =>
    [
        resource.Name,
        resource is { State: not "Running", ExitCode: { } code and not 0 } ? $"{resource.State} ({code})" : resource.State,
        resource.Health ?? "-",
        // All addresses have the same host: the first is complete, the others are ports.
        string.Join(" ", resource.Addresses.Select(
            (address, i) => i == 0 ? address.Value : $"{address.Key} :{new Uri(address.Value).Port}")),
    ];
}
