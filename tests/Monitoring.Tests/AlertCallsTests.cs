using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.ServiceHost;

namespace MlOps.Monitoring.Tests;

public sealed class AlertCallsTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task one_alert_gathers_drifted_windows_until_somebody_resolves_it()
    {
        var client = system.As("eve");
        await system.DeployAsync("gathering");
        await system.PredictAsync("gathering", 60, shift: 0.5f);
        var (first, second) = (await system.EvaluateAsync("gathering"), await system.EvaluateAsync("gathering"));
        var id = (await client.GetMonitorAsync(new GetMonitorRequest { Deployment = "gathering" })).OpenAlertId;

        var acknowledged = await client.AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = id, Reason = "looking" });
        var resolved = await system.As("adam").ResolveAlertAsync(new ResolveAlertRequest { AlertId = id, Reason = "a heat wave" });
        var third = await system.EvaluateAsync("gathering");

        (acknowledged.State, acknowledged.Windows, acknowledged.FirstWindowId, acknowledged.LastWindowId, acknowledged.AcknowledgedBy)
            .ShouldBe((AlertState.Acknowledged, 2, first.WindowId, second.WindowId, "eve"));
        acknowledged.DriftedFeatures.ShouldHaveSingleItem().Feature.ShouldBe("temp");
        (resolved.State, resolved.ResolvedBy, resolved.Reason, resolved.AcknowledgedBy)
            .ShouldBe((AlertState.Resolved, "adam", "a heat wave", "eve"));
        (await client.GetAlertAsync(new GetAlertRequest { AlertId = id })).ShouldBe(resolved);
        var alerts = (await client.ListAlertsAsync(new ListAlertsRequest { Deployment = "gathering" })).Alerts;
        alerts.Select(alert => (alert.FirstWindowId, alert.State, alert.Windows))
            .ShouldBe([(third.WindowId, AlertState.Open, 1), (first.WindowId, AlertState.Resolved, 2)]);
        var told = await system.System.ConsumeAsync<AlertResolved>(Topics.Monitoring, message => message.Data.AlertId == id);
        (told.Data.By, told.Data.Reason).ShouldBe(("adam", "a heat wave"));
    }

    [Fact]
    public async Task what_cannot_be_done_about_an_alert_is_refused()
    {
        var client = system.As("eve");
        await system.DeployAsync("refusing");
        await system.PredictAsync("refusing", 60, shift: 0.5f);
        await system.EvaluateAsync("refusing");
        var id = (await client.GetMonitorAsync(new GetMonitorRequest { Deployment = "refusing" })).OpenAlertId;

        (await Refused.WithAsync(StatusCode.InvalidArgument,
            () => client.ResolveAlertAsync(new ResolveAlertRequest { AlertId = id }).ResponseAsync))
            .Fields().ShouldBe(["reason"]);
        await Refused.WithAsync(
            StatusCode.NotFound, () => client.AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = "no-alert" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied,
            () => system.As("app", "application")
                .ResolveAlertAsync(new ResolveAlertRequest { AlertId = id, Reason = "why" }).ResponseAsync);
        await client.ResolveAlertAsync(new ResolveAlertRequest { AlertId = id, Reason = "why" });
        (await Refused.WithAsync(StatusCode.FailedPrecondition,
            () => client.AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = id }).ResponseAsync))
            .Rule().Subject.ShouldBe(id);
    }
}
