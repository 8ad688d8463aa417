using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.Monitoring.Monitors;

namespace MlOps.Monitoring.Tests;

public sealed class ArchiveTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task a_monitor_is_archived_with_its_deployment_and_takes_late_labels_and_windows_on_demand()
    {
        await system.DeployAsync("ended");
        await system.DeployAsync("goes-on");
        var ids = await system.PredictAsync("ended", 60);

        await RetireAsync("ended");

        (await ListAsync(new ListMonitorsRequest())).ShouldBe(["goes-on"]);
        (await ListAsync(new ListMonitorsRequest { ShowArchived = true, Descending = true })).ShouldBe(["goes-on", "ended"]);
        await system.CloseAfterAsync("ended", 60);
        await system.As("eve").RecordGroundTruthAsync(new RecordGroundTruthRequest
        {
            Deployment = "ended", Labels = { new GroundTruth { PredictionId = ids[0], Value = 1 } },
        });
        (await system.EvaluateAsync("ended")).Performance.LabelledRows.ShouldBe(1);
        (await system.As("eve").ListWindowsAsync(new ListWindowsRequest { Deployment = "ended" })).Windows.ShouldHaveSingleItem();
        (await system.System.ConsumeAsync<Contracts.Monitoring.V1.MonitorArchived>(Topics.Monitoring)).Subject.ShouldBe("monitor/ended");
    }

    [Fact]
    public void a_monitor_is_archived_once_and_only_if_there_is_one()
    {
        ArchiveMonitor.Decide(null).ShouldBeEmpty();
        var archived = ArchiveMonitor.Decide(Given.Monitor).ShouldHaveSingleItem().ShouldBeOfType<Monitoring.Monitors.MonitorArchived>();
        ArchiveMonitor.Decide(Given.Monitor.Apply(archived)).ShouldBeEmpty();
    }

    private async Task RetireAsync(string deployment)
    {
        await system.System.PublishAsync(Topics.Serving, $"deployment/{deployment}", new DeploymentRetired { Deployment = deployment });
        await Eventually.HoldsAsync(async () =>
            (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = deployment })).Archived);
    }

    private async Task<IEnumerable<string>> ListAsync(ListMonitorsRequest request) =>
        (await system.As("eve").ListMonitorsAsync(request)).Monitors.Select(monitor => monitor.Deployment);
}
