using System.CommandLine;
using MlOps.Contracts.Monitoring.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops monitor alerts</c> and what is done about one.</summary>
internal static class AlertCommands
{
    private static readonly Argument<string> Deployment = new("deployment");
    private static readonly Argument<string> AlertId = new("alert");
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command List()
    {
        var command = new Command("alerts", "Lists the alerts, newest first.") { Deployment };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var table = new Table().AddColumns("alert", "state", "since", "windows", "last window", "drifted", "reason");
            var request = new ListAlertsRequest { Deployment = parsed.GetValue(Deployment) };
            do
            {
                var page = await gateway.Monitoring.ListAlertsAsync(request, cancellationToken: cancellation);
                foreach (var alert in page.Alerts)
                {
                    table.AddRow(Cells.Of(alert.AlertId, alert.State, alert.OpenTime?.ToDateTimeOffset(), alert.Windows, alert.LastWindowId,
                        string.Join(", ", alert.DriftedFeatures.Select(feature => feature.Feature)), alert.Reason));
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            AnsiConsole.Write(table);
        });
        return command;
    }

    public static Command Acknowledge() =>
        Change("acknowledge", "Says that you look after an open alert.", (gateway, id, reason, cancellation) =>
            gateway.Monitoring.AcknowledgeAlertAsync(
                new AcknowledgeAlertRequest { AlertId = id, Reason = reason }, cancellationToken: cancellation).ResponseAsync);

    public static Command Resolve() => Change("resolve", "Ends an alert, with a reason.", (gateway, id, reason, cancellation) =>
        gateway.Monitoring.ResolveAlertAsync(
            new ResolveAlertRequest { AlertId = id, Reason = reason }, cancellationToken: cancellation).ResponseAsync);

    private static Command Change(
        string name, string description, Func<GatewayConnection, string, string, CancellationToken, Task<Alert>> change)
    {
        var command = new Command(name, description) { AlertId, Reason };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var alert = await change(gateway, parsed.GetValue(AlertId)!, parsed.GetValue(Reason)!, cancellation);
            AnsiConsole.WriteLine($"{alert.AlertId}: {alert.State}");
        });
        return command;
    }
}
