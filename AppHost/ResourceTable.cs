using System.Text;

namespace MlOps.AppHost;

/// <summary>The state of the system as a table for people.</summary>
internal static class ResourceTable
{
    /// <summary>One line a resource: name, state, health, addresses.</summary>
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
        // All are on one host, so the first is given in full.
        string.Join(" ", resource.Addresses.Select(
            (address, i) => i == 0 ? address.Value : $"{address.Key} :{new Uri(address.Value).Port}")),
    ];
}
