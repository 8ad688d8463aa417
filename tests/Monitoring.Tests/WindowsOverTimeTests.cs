using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Monitoring.V1;
using MlOps.ServiceHost;

namespace MlOps.Monitoring.Tests;

public sealed class WindowsOverTimeTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task two_nodes_close_each_window_once()
    {
        await using var other = await system.Monitoring.StartSecondNodeAsync();
        await system.DeployAsync("shared");
        await system.CloseAfterAsync("shared", 50);

        await system.PredictAsync("shared", 525);

        var windows = await WindowsAsync("shared", count: 10);
        windows.Select(window => window.Rows).ShouldAllBe(rows => rows == 50);
        windows.Zip(windows.Skip(1)).ShouldAllBe(pair => pair.First.EndTime == pair.Second.StartTime);
        // Both nodes have looked again once a later window has closed.
        await system.PredictAsync("shared", 50, start: Given.Start.AddHours(1));
        (await WindowsAsync("shared", count: 11)).Count.ShouldBe(11);
        other.Log.Concat(system.Monitoring.Log).ShouldAllBe(line => !line.Contains("could not be closed"));
    }

    [Fact]
    public async Task a_window_that_somebody_asked_for_does_not_hold_up_those_that_close_by_themselves()
    {
        await system.DeployAsync("looked-at");
        await system.PredictAsync("looked-at", 60);
        await system.EvaluateAsync("looked-at");

        await system.CloseAfterAsync("looked-at", 60);

        var windows = await WindowsAsync("looked-at", count: 2);
        windows.ShouldAllBe(window => window.Rows == 60);
        windows.ShouldContain(window => window.StartTime == Given.Start.ToTimestamp() && window.EndTime == Given.Start.AddSeconds(59).AddMicroseconds(1).ToTimestamp());
    }

    [Fact]
    public async Task each_request_gets_its_own_first_answer_though_they_ask_for_the_same_time()
    {
        await system.DeployAsync("asked-twice");
        await system.PredictAsync("asked-twice", 60);
        var first = await system.EvaluateAsync("asked-twice", "one");
        var second = await system.EvaluateAsync("asked-twice", "two");

        (await system.EvaluateAsync("asked-twice", "one")).ShouldBe(first);
        (await system.EvaluateAsync("asked-twice", "two")).ShouldBe(second);
        first.WindowId.ShouldNotBe(second.WindowId);
    }

    [Fact]
    public async Task lists_go_page_by_page_newest_first_and_without_a_gap()
    {
        await system.DeployAsync("paged");
        await system.PredictAsync("paged", 60, shift: 0.5f);
        var evaluated = new List<string>();
        var client = system.As("eve");
        for (var i = 0; i < 5; i++)
        {
            evaluated.Add((await system.EvaluateAsync("paged")).WindowId);
            // The next drifted window raises an alert of its own.
            await client.ResolveAlertAsync(new ResolveAlertRequest { AlertId = $"drift-{evaluated[^1]}", Reason = "seen" });
        }
        evaluated.Sort((a, b) => string.CompareOrdinal(b, a));

        var windows = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await client.ListWindowsAsync(new ListWindowsRequest { Deployment = "paged", PageSize = size, PageToken = token });
            return (page.Windows.Select(window => window.WindowId), page.NextPageToken);
        });
        var alerts = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await client.ListAlertsAsync(new ListAlertsRequest { Deployment = "paged", PageSize = size, PageToken = token });
            return (page.Alerts.Select(alert => alert.FirstWindowId), page.NextPageToken);
        });
        var monitors = await Pages.ReadAsync(1, async (size, token) =>
        {
            var page = await client.ListMonitorsAsync(new ListMonitorsRequest { PageSize = size, PageToken = token });
            return (page.Monitors.Select(monitor => monitor.Deployment), page.NextPageToken);
        });

        windows.ShouldBe(evaluated);
        alerts.ShouldBe(evaluated);
        monitors.ShouldContain("paged");
        monitors.ShouldBeUnique();
        (await client.GetWindowAsync(new GetWindowRequest { WindowId = evaluated[0] })).WindowId.ShouldBe(evaluated[0]);
    }

    /// <summary>The windows of a deployment, oldest first, once there are so many.</summary>
    private Task<List<Window>> WindowsAsync(string deployment, int count) => Eventually.GetsAsync(
        async () => (await system.As("eve").ListWindowsAsync(new ListWindowsRequest { Deployment = deployment })).Windows.OrderBy(window => window.StartTime).ToList(),
        windows => windows.Count >= count);
}
