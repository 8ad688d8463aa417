using System.CommandLine;
using MlOps.Contracts.Monitoring.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops monitor …</c></summary>
internal static class MonitorCommands
{
    private static readonly Argument<string> Deployment = new("deployment");
    private static readonly Argument<string> WindowId = new("window");

    public static Command Build() => new("monitor", "Drift, performance, alerts.")
    {
        Show(), MonitorSettingsCommand.Build(), Windows(), Window(),
        AlertCommands.List(), AlertCommands.Acknowledge(), AlertCommands.Resolve(),
    };

    private static Command Show()
    {
        var command = new Command("show", "Shows a deployment's monitor and its settings.") { Deployment };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var monitor = await gateway.Monitoring.GetMonitorAsync(
                new GetMonitorRequest { Deployment = parsed.GetValue(Deployment) }, cancellationToken: cancellation);
            AnsiConsole.WriteLine(
                $"{monitor.Deployment}: {monitor.Model}@{monitor.ModelVersion}, {monitor.PredictionsReceived:N0} predictions, " +
                $"{monitor.LabelsReceived:N0} labels, reference {monitor.ReferenceProfileDigest}, open alert {monitor.OpenAlertId}");
            AnsiConsole.WriteLine(MonitorSettingsCommand.TextOf(monitor.Settings));
        });
        return command;
    }

    private static Command Windows()
    {
        var command = new Command("windows", "Lists the evaluated windows, newest first.") { Deployment };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("window", "from", "to", "rows", "verdict", "drifted", "RMSE");
            var request = new ListWindowsRequest { Deployment = parsed.GetValue(Deployment) };
            do
            {
                var page = await gateway.Monitoring.ListWindowsAsync(request, cancellationToken: cancellation);
                foreach (var window in page.Windows)
                {
                    table.AddRow(Cells.Of(
                        window.WindowId, window.StartTime?.ToDateTimeOffset(), window.EndTime?.ToDateTimeOffset(), window.Rows,
                        window.Verdict, string.Join(", ", WindowFigures.Drifted(window)),
                        WindowFigures.Metric(window, "rmse")?.ToString("F2")));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Window()
    {
        var command = new Command("window", "Shows what the drift tests found in each feature of a window.") { WindowId };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("feature", "test", "statistic", "p (adjusted)", "effect size", "threshold", "drifted");
            var request = new ListWindowFeaturesRequest { WindowId = parsed.GetValue(WindowId) };
            do
            {
                var page = await gateway.Monitoring.ListWindowFeaturesAsync(request, cancellationToken: cancellation);
                foreach (var (feature, test) in page.Features.SelectMany(feature => feature.Tests.Select(test => (feature, test))))
                {
                    table.AddRow(Cells.Of(
                        feature.Feature, test.Name, $"{test.Statistic:F4}", test.HasAdjustedPValue ? $"{test.AdjustedPValue:G3}" : "",
                        $"{test.EffectSize:F4}", test.Threshold, test.Drifted ? "yes" : ""));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }
}
