using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using OperationsApi = MlOps.Contracts.Operations.V1.Operations;

namespace MlOps.Monitoring.Tests;

/// <summary>Deployments of the same name in two workspaces are monitored each for itself.</summary>
public sealed class WorkspaceTests(MonitoringSystem system, ITestOutputHelper output) : IClassFixture<MonitoringSystem>
{
    private const string Marker = "marker-of-a";

    [Fact]
    public async Task nothing_of_a_workspace_is_seen_or_changed_from_another()
    {
        var (a, b) = (system.In("a"), system.In("b"));
        await a.DeployAsync("shared");
        await b.DeployAsync("shared");
        await a.PredictAsync("shared", 200, shift: 3);
        await b.PredictAsync("shared", 100);
        var window = await a.EvaluateAsync("shared");
        var alert = (await a.As("eve").ListAlertsAsync(new ListAlertsRequest())).Alerts.ShouldHaveSingleItem();
        await a.As("eve").AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = alert.AlertId, Reason = Marker });

        var calls = await new WorkspaceIsolation(
                Marker, system.Monitoring.ChannelIn("a", "root", "admin").CreateCallInvoker(),
                system.Monitoring.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("deployment", "shared"), ("window_id", window.WindowId), ("alert_id", alert.AlertId), ("stream", "monitor/shared"),
                ("stream_prefix", "monitor/"))
            .CheckAsync(output.WriteLine, ModelMonitoring.Descriptor, OperationsApi.Descriptor, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(30);
        (await b.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "shared" })).PredictionsReceived.ShouldBe(100);
        (await b.As("eve").ListAlertsAsync(new ListAlertsRequest())).Alerts.ShouldBeEmpty();
        await Refused.WithAsync(
            StatusCode.NotFound, () => b.As("eve").GetWindowAsync(new GetWindowRequest { WindowId = window.WindowId }).ResponseAsync);
        (await b.EvaluateAsync("shared")).Rows.ShouldBe(100);
    }

    [Fact]
    public async Task windows_close_by_themselves_in_every_workspace_on_its_own_rows()
    {
        var (a, b) = (system.In("closing-a"), system.In("closing-b"));
        foreach (var there in (MonitoringSystem[])[a, b])
        {
            await there.DeployAsync("closing");
            await there.CloseAfterAsync("closing", 60);
        }

        await a.PredictAsync("closing", 40);
        await b.PredictAsync("closing", 70);

        await Eventually.HoldsAsync(async () => (await WindowsAsync(b)).Count == 1);
        (await WindowsAsync(b)).Single().Rows.ShouldBe(60);
        (await WindowsAsync(a)).ShouldBeEmpty();
    }

    [Fact]
    public async Task labels_meet_the_predictions_of_their_workspace_only()
    {
        var (a, b) = (system.In("labels-a"), system.In("labels-b"));
        await a.DeployAsync("labelled");
        await b.DeployAsync("labelled");
        var ids = await a.PredictAsync("labelled", 100);
        await b.As("eve").RecordGroundTruthAsync(new RecordGroundTruthRequest
        {
            Deployment = "labelled", Labels = { ids.Select(id => new GroundTruth { PredictionId = id, Value = 1 }) },
        });

        (await a.EvaluateAsync("labelled")).Performance.ShouldBeNull();
    }

    private static async Task<IReadOnlyList<Window>> WindowsAsync(MonitoringSystem there) =>
        (await there.As("eve").ListWindowsAsync(new ListWindowsRequest { Deployment = "closing" })).Windows;
}
