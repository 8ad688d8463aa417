using Spectre.Console;

namespace MlOps.Cli.Demo;

/// <summary>Tells what happens while it happens.</summary>
internal static class Narrator
{
    public static void Say(string text) => AnsiConsole.MarkupLineInterpolated($"[yellow]{text}[/]");

    public static void Begin(int number, string step) => AnsiConsole.MarkupLineInterpolated($"\n[bold]{number}. {step}[/]");

    public static void Happened(string fact) => AnsiConsole.MarkupLineInterpolated($"   {fact}");

    public static void End(TimeSpan took) => AnsiConsole.MarkupLineInterpolated($"   [green]done[/] [grey]in {took.TotalSeconds:F1} s[/]");

    public static void Print(LifeSummary summary)
    {
        var table = new Table().AddColumns("what", "measured");
        var (data, predictions) = (summary.Data, summary.Predictions);
        table.AddRow(
            "data", Markup.Escape($"{data.Path}{(data.Simulated ? " (simulated)" : "")}, {data.Rows:N0} rows, {data.Sha256}"));
        table.AddRow("test RMSE (baseline)", $"{summary.Rmse:F2} ({summary.BaselineRmse:F2})");
        table.AddRow("model version", Markup.Escape(summary.ModelVersion));
        table.AddRow(
            "predictions",
            $"{predictions.Count:N0}, {predictions.Failed} failed, p50 {predictions.P50Ms:F2} ms, p99 {predictions.P99Ms:F2} ms");
        table.AddRow("drift detected in the shifted window", summary.DriftDetected ? "yes" : "no");
        table.AddRow("lineage", Markup.Escape($"{summary.Lineage.Count} nodes, {summary.Lineage[0]} … {summary.Lineage[^1]}"));
        table.AddRow("events", Markup.Escape(string.Join(", ", summary.Events.Select(service => $"{service.Key} {service.Value}"))));
        table.AddRow("seconds", $"{summary.Seconds["all"]:F1}");
        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);
    }
}
