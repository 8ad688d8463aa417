using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using MetricsLogged = MlOps.Experiments.Tracking.MetricsLogged;
using Run = MlOps.Experiments.Tracking.Run;
using RunDataLogged = MlOps.Experiments.Tracking.RunDataLogged;

namespace MlOps.Experiments.Tests.Tracking;

public class LogBatchTests
{
    [Fact]
    public void logs_params_and_tags_as_one_event_and_metrics_as_another()
    {
        var events = Decide(
            Given.ActiveRun,
            new LogBatchRequest { Params = { new Param { Key = "eta", Value = "0.1" } }, Tags = { ["team"] = "city" } },
            Given.Point("loss", 1));

        events.Length.ShouldBe(2);
        var data = events[0].ShouldBeOfType<RunDataLogged>();
        (data.Params["eta"], data.Tags["team"]).ShouldBe(("0.1", "city"));
        events[1].ShouldBeOfType<MetricsLogged>().PointCount.ShouldBe(1);
    }

    [Fact]
    public void accepts_a_param_again_with_the_same_value_and_records_nothing() =>
        Decide(Given.RunWithParam, new LogBatchRequest
        {
            Params = { new Param { Key = "eta", Value = "0.1" } }, Tags = { ["team"] = "city" },
        }).ShouldBeEmpty();

    [Fact]
    public void refuses_to_change_a_param()
    {
        var broken = Should.Throw<RuleBrokenException>(() =>
            Decide(Given.RunWithParam, new LogBatchRequest { Params = { new Param { Key = "eta", Value = "0.2" } } }));

        broken.Rule.ShouldBe("params-immutable");
        broken.Message.ShouldContain("eta");
    }

    [Fact]
    public void the_last_value_of_a_tag_wins()
    {
        var changed = Decide(Given.RunWithParam, new LogBatchRequest { Tags = { ["team"] = "county" } }).ShouldHaveSingleItem()
            .ShouldBeOfType<RunDataLogged>();

        Given.RunWithParam.Apply(changed).Tags["team"].ShouldBe("county");
    }

    [Fact]
    public void the_run_keeps_the_newest_point_of_each_key()
    {
        var run = Log(Given.ActiveRun, Given.Point("loss", 5, step: 5));
        run = Log(run, Given.Point("loss", 3, step: 3), Given.Point("acc", 0.9, step: 3));

        run.Metrics["loss"].ShouldBe(Given.Point("loss", 5, step: 5));
        run.Metrics["acc"].Value.ShouldBe(0.9);
    }

    [Fact]
    public void refuses_a_run_that_has_ended() =>
        Should.Throw<RuleBrokenException>(() => Decide(Given.FinishedRun, new LogBatchRequest(), Given.Point("loss", 1)))
            .Rule.ShouldBe("run-active");

    [Fact]
    public void refuses_an_unknown_run() => Should.Throw<NotFoundException>(() => Decide(null, new LogBatchRequest()));

    [Fact]
    public void refuses_more_metric_keys_than_a_run_may_have()
    {
        var full = Log(Given.ActiveRun, [.. Enumerable.Range(0, Limits.RunMetricKeys).Select(i => Given.Point($"m{i}", 1))]);

        Should.Throw<LimitExceededException>(() => Decide(full, new LogBatchRequest(), Given.Point("one-more", 1)));
        Decide(full, new LogBatchRequest(), Given.Point("m1", 2, step: 2)).ShouldHaveSingleItem();
    }

    private static Run Log(Run run, params MetricPoint[] points) =>
        run.Apply(Decide(run, new LogBatchRequest(), points).ShouldHaveSingleItem().ShouldBeOfType<MetricsLogged>());

    private static object[] Decide(Run? run, LogBatchRequest request, params MetricPoint[] points)
    {
        request.RunId = Given.RunId;
        return [.. LogBatch.Decide(run, request, MetricSegment.Of(points))];
    }
}
