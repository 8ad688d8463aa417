using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

public class TrackingTests(ExperimentsSystem system) : IClassFixture<ExperimentsSystem>
{
    private readonly ExperimentTracking.ExperimentTrackingClient engineer = system.Engineer;

    [Fact]
    public async Task a_run_shows_what_was_logged()
    {
        var run = await system.NewRunAsync();

        var logged = await engineer.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Metrics = { Point("loss", 3, 1), Point("loss", 1, 3), Point("loss", 2, 2), Point("nan", double.NaN, 1) },
            Params = { new Param { Key = "eta", Value = "0.1" } },
            Tags = { ["team"] = "city" },
        });

        run.RunId.ShouldMatch("^[0-9a-f]{32}$");
        (logged.Status, logged.Creator, logged.Params["eta"], logged.Tags["team"]).ShouldBe((RunStatus.Running, "eve", "0.1", "city"));
        logged.Metrics.Select(metric => (metric.Key, metric.Value, metric.Step)).ShouldBe([("loss", 1, 3), ("nan", double.NaN, 1)]);
        (await engineer.GetRunAsync(new GetRunRequest { RunId = run.RunId })).ShouldBe(logged);
    }

    [Fact]
    public async Task metric_history_comes_in_pages_by_time_each_point_once()
    {
        var run = await system.NewRunAsync();
        foreach (var part in Enumerable.Range(0, 5))
            await engineer.LogBatchAsync(new LogBatchRequest
            {
                RunId = run.RunId, Metrics = { Enumerable.Range(0, 50).Select(i => Point("loss", i, 10 * part + i)) },
            });
        await engineer.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Metrics = { Point("loss", double.NaN, 89), Point("loss", double.PositiveInfinity, 89), Point("other", 1, 1) },
        });
        var history = await Pages.ReadAsync<Metric>(37, async (size, token) =>
        {
            var page = await engineer.GetMetricHistoryAsync(
                new GetMetricHistoryRequest { RunId = run.RunId, Key = "loss", PageSize = size, PageToken = token });
            return (page.Metrics, page.NextPageToken);
        });

        history.Count.ShouldBe(252);
        history.Distinct().Count().ShouldBe(252);
        history.ShouldBe(
            history.OrderBy(metric => metric.Step).ThenBy(metric => double.IsNaN(metric.Value)).ThenBy(metric => metric.Value));
        history[^2].Value.ShouldBe(double.PositiveInfinity);
        history[^1].Value.ShouldBe(double.NaN);
        (await engineer.GetMetricHistoryAsync(new GetMetricHistoryRequest { RunId = run.RunId, Key = "unknown" })).Metrics.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_point_logged_twice_is_one_point()
    {
        var run = await system.NewRunAsync();
        for (var i = 0; i < 2; i++)
            await engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Metrics = { Point("loss", 1, 1) } });

        (await engineer.GetMetricHistoryAsync(new GetMetricHistoryRequest { RunId = run.RunId, Key = "loss" }))
            .Metrics.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task params_cannot_change_and_a_refused_batch_leaves_nothing()
    {
        var run = await system.NewRunAsync();
        var first =
            await engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Params = { new Param { Key = "eta", Value = "0.1" } } });

        var refused = await Refused.WithAsync(StatusCode.FailedPrecondition, () => engineer.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Params = { new Param { Key = "eta", Value = "0.2" }, new Param { Key = "depth", Value = "6" } },
            Metrics = { Point("loss", 1, 1) },
        }).ResponseAsync);

        refused.Rule().Type.ShouldBe("params-immutable");
        (await engineer.GetRunAsync(new GetRunRequest { RunId = run.RunId })).ShouldBe(first);
        (await engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Params = { new Param { Key = "eta", Value = "0.1" } } }))
            .Revision.ShouldBe(first.Revision);
    }

    [Fact]
    public async Task batches_over_a_limit_name_every_fault()
    {
        var run = await system.NewRunAsync();

        var refused = await Refused.WithAsync(StatusCode.InvalidArgument, () => engineer.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Metrics = { Enumerable.Range(0, 1000).Select(i => Point("loss", i, i)), Point("a:b", 1, 1) },
            Params =
            {
                new Param { Key = "long", Value = new string('v', 6001) }, new Param { Key = "twice", Value = "1" },
                new Param { Key = "twice", Value = "2" },
            },
            Tags = { ["long"] = new string('v', 8001) },
        }).ResponseAsync);

        refused.Fields().ShouldBe(["metrics", "params[0].value", "params", "tags.long"]);
        (await engineer.GetRunAsync(new GetRunRequest { RunId = run.RunId })).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task a_retried_batch_counts_once()
    {
        var run = await system.NewRunAsync();
        var batch = new LogBatchRequest
        {
            RunId = run.RunId, RequestId = "b-1", Tags = { ["n"] = "1" }, Metrics = { new Metric { Key = "loss", Value = 1 } },
        };
        var first = await engineer.LogBatchAsync(batch);
        await engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Tags = { ["n"] = "2" } });

        (await engineer.LogBatchAsync(batch)).ShouldBe(first);

        (await engineer.GetMetricHistoryAsync(new GetMetricHistoryRequest { RunId = run.RunId, Key = "loss" }))
            .Metrics.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_run_that_has_ended_takes_nothing_more_and_the_others_hear_of_it()
    {
        var run = await system.NewRunAsync();
        await engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Metrics = { Point("loss", 1, 1) } });

        var finished = await engineer.FinishRunAsync(
            new FinishRunRequest { RunId = run.RunId, Status = RunStatus.Failed, StatusMessage = "out of bikes" });

        (finished.Status, finished.StatusMessage).ShouldBe((RunStatus.Failed, "out of bikes"));
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
            engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Tags = { ["a"] = "b" } }).ResponseAsync))
            .Rule().Type.ShouldBe("run-active");
        var heard = await system.System.ConsumeAsync<RunFinished>(Topics.Experiments, m => m.Data.RunId == run.RunId);
        (heard.Data.Status, heard.Data.Metrics.ShouldHaveSingleItem().Key).ShouldBe((RunStatus.Failed, "loss"));
    }

    [Fact]
    public async Task what_is_missing_forbidden_or_taken_is_refused()
    {
        await Refused.WithAsync(StatusCode.NotFound, () => engineer.GetRunAsync(new GetRunRequest { RunId = "nobody" }).ResponseAsync);
        await Refused.WithAsync(
            StatusCode.NotFound, () => engineer.CreateRunAsync(new CreateRunRequest { Experiment = "nobody" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.InvalidArgument, () => engineer.GetRunAsync(new GetRunRequest { RunId = "../x" }).ResponseAsync);
        await Refused.WithAsync(
            StatusCode.AlreadyExists, () => engineer.CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () => system.As("vic", "viewer")
            .CreateRunAsync(new CreateRunRequest { Experiment = "bikes" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.Unauthenticated, () =>
            new ExperimentTracking.ExperimentTrackingClient(system.Experiments.Anonymous)
                .GetRunAsync(new GetRunRequest { RunId = "x" }).ResponseAsync);
    }

    [Fact]
    public async Task writers_of_one_run_lose_nothing()
    {
        var run = await system.NewRunAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; i < 10; i++)
                await engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Metrics = { Point($"m{writer}", i, i) } });
        }));

        for (var writer = 0; writer < 4; writer++)
            (await engineer.GetMetricHistoryAsync(new GetMetricHistoryRequest { RunId = run.RunId, Key = $"m{writer}" }))
                .Metrics.Count.ShouldBe(10);
    }

    private static Metric Point(string key, double value, long step) =>
        new() { Key = key, Value = value, Step = step, Timestamp = Timestamp.FromDateTimeOffset(Tracking.Given.Now.AddSeconds(step)) };
}
