using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Monitoring.Alerts;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;
using MlOps.ServiceHost;

namespace MlOps.Monitoring.Tests;

public sealed class RecordTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task shows_the_settings_before_and_after_they_were_changed_and_who_changed_them_why()
    {
        await system.DeployAsync("audited");
        await system.As("eve").ConfigureMonitorAsync(new ConfigureMonitorRequest
        {
            Deployment = "audited", Settings = new Contracts.Monitoring.V1.MonitorSettings { Significance = 0.05 }, Reason = "summer", ExpectedVersion = 1,
        });
        var audit = new AuditLog.AuditLogClient(system.Monitoring.ChannelAs("ada", "auditor"));
        using var stream = audit.ReadStream(new ReadStreamRequest { Stream = "monitor/audited" });
        var events = await stream.ResponseStream.ReadAllAsync().ToListAsync();

        events.Select(e => (e.Type, e.Actor, e.Reason)).ShouldBe([("monitor_created", "service:monitoring", ""), ("monitor_configured", "eve", "summer")]);
        (await SignificanceAsync(events[0].Time)).ShouldBe(0.01);
        (await SignificanceAsync(events[1].Time)).ShouldBe(0.05);

        async Task<double> SignificanceAsync(Timestamp moment)
        {
            var state = await audit.GetStateAsync(new GetStateRequest { Stream = "monitor/audited", AsOf = moment });
            using var json = JsonDocument.Parse(state.Json);
            return json.RootElement.GetProperty("Settings").GetProperty("Significance").GetDouble();
        }
    }

    [Fact]
    public async Task projections_built_again_from_events_are_equal()
    {
        await system.DeployAsync("rebuilt");
        await system.CloseAfterAsync("rebuilt", 60);
        await system.PredictAsync("rebuilt", 60, shift: 0.5f);
        await Eventually.HoldsAsync(async () => (await system.As("eve").ListAlertsAsync(new ListAlertsRequest { Deployment = "rebuilt" })).Alerts.Count == 1);
        await system.As("eve").RecordGroundTruthAsync(new RecordGroundTruthRequest { Deployment = "rebuilt", Labels = { new GroundTruth { PredictionId = "r", Value = 1 } } });
        await system.EvaluateAsync("rebuilt");
        var client = system.As("eve");
        var alert = (await client.ListAlertsAsync(new ListAlertsRequest { Deployment = "rebuilt" })).Alerts.ShouldHaveSingleItem();
        await client.AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = alert.AlertId, Reason = "looking" });
        await client.ResolveAlertAsync(new ResolveAlertRequest { AlertId = alert.AlertId, Reason = "a heat wave" });
        await system.EvaluateAsync("rebuilt");
        await system.DeployAsync("rebuilt", version: 2, profile: Given.ShiftedProfile);
        await system.DeployAsync("rebuilt", version: 1);

        await system.Monitoring.ShouldRebuildAsync(
            async session =>
            {
                var windows = await session.QueryAsync<WindowDetails>("where data ->> 'Deployment' = 'rebuilt' order by id");
                var alerts = await session.QueryAsync<AlertDetails>("where data ->> 'Deployment' = 'rebuilt' order by id");
                var references = await session.QueryAsync<VersionReference>("where id like 'rebuilt@%' order by id");
                (windows.Count, alerts.Count, references.Count).ShouldBe((3, 2, 2));
                return [await session.LoadAsync<DeploymentMonitor>("monitor/rebuilt"), .. windows, .. alerts, .. references];
            },
            typeof(DeploymentMonitor), typeof(VersionReferenceProjection), typeof(WindowDetailsProjection), typeof(AlertDetailsProjection));
    }
}
