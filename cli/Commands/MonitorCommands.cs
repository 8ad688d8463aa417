using System.CommandLine;
using MlOps.Contracts.Monitoring.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops monitor …</c></summary>
internal static class MonitorCommands
{
    private static readonly Argument<string> Deployment = new("deployment");

    public static Command Build() => new("monitor", "Drift, performance, alerts.") { Show(), Windows(), Alerts() };

    private static Command Show()
    {
        var command = new Command("show", "Shows a deployment's monitor.") { Deployment };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var monitor = await gateway.Monitoring.GetMonitorAsync(
                new GetMonitorRequest { Deployment = parsed.GetValue(Deployment) }, cancellationToken: cancellation);
            AnsiConsole.WriteLine($"{monitor.Deployment}: {monitor.Model}@{monitor.ModelVersion}, {monitor.PredictionsReceived:N0} predictions, " +
                $"{monitor.LabelsReceived:N0} labels, reference {monitor.ReferenceProfileDigest}");
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
                    table.AddRow(Cells.Of(window.WindowId, window.StartTime?.ToDateTimeOffset(), window.EndTime?.ToDateTimeOffset(), window.Rows,
                        window.Verdict, string.Join(", ", window.Features.Where(feature => feature.Drifted).Select(feature => feature.Feature)),
                        window.Performance?.Rmse.ToString("F2")));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static Command Alerts()
    {
        var command = new Command("alerts", "Lists the alerts, newest first.") { Deployment };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("alert", "time", "window", "drifted features");
            var request = new ListAlertsRequest { Deployment = parsed.GetValue(Deployment) };
            do
            {
                var page = await gateway.Monitoring.ListAlertsAsync(request, cancellationToken: cancellation);
                foreach (var alert in page.Alerts)
                {
                    table.AddRow(Cells.Of(alert.AlertId, alert.Time?.ToDateTimeOffset(), alert.WindowId,
                        string.Join(", ", alert.DriftedFeatures.Select(feature => $"{feature.Feature} (PSI {feature.Psi:F2})"))));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }
}
