using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Monitoring.V1;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.Monitoring.Tests;

public sealed class ListTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task windows_are_found_by_verdict_and_time()
    {
        var client = system.As("eve");
        await system.DeployAsync("filtered");
        await system.PredictAsync("filtered", 60);
        await system.PredictAsync("filtered", 60, shift: 0.5f, start: Given.Start.AddDays(1));
        var stable = (await system.EvaluateAsync("filtered")).WindowId;
        var drifted = (await system.EvaluateAsync("filtered", start: Given.Start.AddDays(1))).WindowId;
        var none = (await system.EvaluateAsync("filtered", start: Given.Start.AddDays(2))).WindowId;

        (await FoundAsync(new ListWindowsRequest())).ShouldBe([none, drifted, stable]);
        (await FoundAsync(new ListWindowsRequest { Verdict = WindowVerdict.Stable })).ShouldBe([stable]);
        (await FoundAsync(new ListWindowsRequest { Verdict = WindowVerdict.Drifted })).ShouldBe([drifted]);
        (await FoundAsync(new ListWindowsRequest { Verdict = WindowVerdict.InsufficientData })).ShouldBe([none]);
        (await FoundAsync(new ListWindowsRequest { StartTime = Given.Start.AddHours(1).ToTimestamp() })).ShouldBe([none, drifted]);
        var (from, to) = (Given.Start.AddHours(1).ToTimestamp(), Given.Start.AddDays(1).AddHours(2).ToTimestamp());
        (await FoundAsync(new ListWindowsRequest { StartTime = from, EndTime = to })).ShouldBe([drifted]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => FoundAsync(new ListWindowsRequest { Verdict = (WindowVerdict)99 })))
            .Fields().ShouldBe(["verdict"]);

        async Task<IEnumerable<string>> FoundAsync(ListWindowsRequest request)
        {
            request.Deployment = "filtered";
            return (await client.ListWindowsAsync(request)).Windows.Select(window => window.WindowId);
        }
    }

    [Fact]
    public async Task alerts_are_found_by_deployment_and_state()
    {
        var client = system.As("eve");
        foreach (var deployment in (string[])["alarmed-a", "alarmed-b"])
        {
            await system.DeployAsync(deployment);
            await system.PredictAsync(deployment, 60, shift: 0.5f);
            await system.EvaluateAsync(deployment);
        }
        var a = (await AlertsAsync(new ListAlertsRequest { Deployment = "alarmed-a" })).Single();
        var b = (await AlertsAsync(new ListAlertsRequest { Deployment = "alarmed-b" })).Single();
        await client.AcknowledgeAlertAsync(new AcknowledgeAlertRequest { AlertId = a });

        // Those of other tests are older.
        (await AlertsAsync(new ListAlertsRequest())).Take(2).ShouldBe([b, a]);
        (await AlertsAsync(new ListAlertsRequest { State = AlertState.Acknowledged })).ShouldBe([a]);
        (await AlertsAsync(new ListAlertsRequest { State = AlertState.Open, Deployment = "alarmed-a" })).ShouldBeEmpty();
        (await AlertsAsync(new ListAlertsRequest { State = AlertState.Resolved })).ShouldNotContain(a);

        async Task<List<string>> AlertsAsync(ListAlertsRequest request) =>
            [.. (await client.ListAlertsAsync(request)).Alerts.Select(alert => alert.AlertId)];
    }

    [Fact]
    public async Task monitors_are_found_by_model()
    {
        await system.DeployAsync("of-a-model");

        (await system.As("eve").ListMonitorsAsync(new ListMonitorsRequest { Model = "bike-demand" })).Monitors
            .ShouldContain(m => m.Deployment == "of-a-model");
        (await system.As("eve").ListMonitorsAsync(new ListMonitorsRequest { Model = "another" })).Monitors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("mt_doc_windowdetails")]
    [InlineData("mt_doc_alertdetails")]
    public async Task histories_of_a_deployment_lie_in_an_index_in_their_order(string table)
    {
        await using var database = NpgsqlDataSource.Create(system.Monitoring.Database);
        await using var indexes = database.CreateCommand($"SELECT string_agg(indexdef, ';') FROM pg_indexes WHERE tablename = '{table}'");

        $"{await indexes.ExecuteScalarAsync()}".ShouldContain("((data ->> 'Deployment'::text)), id)");
    }

    [Fact]
    public async Task a_list_costs_the_same_statements_however_long_it_is()
    {
        using var queries = new QueryCount();
        var client = system.As("eve");
        await system.DeployAsync("counted");
        await system.PredictAsync("counted", 60, shift: 0.5f);
        for (var i = 0; i < 3; i++)
        {
            var window = await system.EvaluateAsync("counted");
            await system.DeployAsync($"counted-{i}");
            await client.ResolveAlertAsync(new ResolveAlertRequest { AlertId = $"drift-{window.WindowId}", Reason = "seen" });
        }

        foreach (var size in (int[])[1, 100])
        {
            (await queries.OfAsync(() => client.ListMonitorsAsync(new ListMonitorsRequest { PageSize = size }).ResponseAsync)).ShouldBe(2);
            // The second statement is whether there is such a monitor.
            var windows = new ListWindowsRequest { Deployment = "counted", PageSize = size };
            var alerts = new ListAlertsRequest { Deployment = "counted", PageSize = size };
            (await queries.OfAsync(() => client.ListWindowsAsync(windows).ResponseAsync)).ShouldBe(2);
            (await queries.OfAsync(() => client.ListAlertsAsync(alerts).ResponseAsync)).ShouldBe(2);
            (await queries.OfAsync(() => client.ListAlertsAsync(new ListAlertsRequest { PageSize = size }).ResponseAsync)).ShouldBe(1);
        }
    }
}
