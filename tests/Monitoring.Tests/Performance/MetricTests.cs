using MlOps.Monitoring.Performance;
using MlOps.Monitoring.Performance.Metrics;

namespace MlOps.Monitoring.Tests.Performance;

public sealed class MetricTests
{
    private static readonly LabelledRow[] Rows = [new(1, 2), new(4, 2), new(5, 5), new(10, 7)];

    [Fact]
    public void root_mean_squared_error() => new RootMeanSquaredError().Evaluate(Rows).ShouldBe(Math.Sqrt((1 + 4 + 0 + 9) / 4.0));

    [Fact]
    public void mean_absolute_error() => new MeanAbsoluteError().Evaluate(Rows).ShouldBe((1 + 2 + 0 + 3) / 4.0);

    [Fact]
    public void mean_error_is_the_bias() => new MeanError().Evaluate(Rows).ShouldBe((-1 + 2 + 0 + 3) / 4.0);

    [Fact]
    public void r_squared_is_undefined_where_the_truth_does_not_vary()
    {
        // The truth's mean is 4: 4 + 4 + 1 + 9 = 18 around it.
        new CoefficientOfDetermination().Evaluate(Rows).ShouldNotBeNull().ShouldBe(1 - 14 / 18.0, 1e-12);
        new CoefficientOfDetermination().Evaluate([new(1, 5), new(2, 5)]).ShouldBeNull();
    }

    [Fact]
    public void are_over_the_rows_with_a_label_and_those_undefined_are_left_out()
    {
        var meter = new PerformanceMeter([new MeanError(), new CoefficientOfDetermination()]);

        // Predictions are 0, 1, 2, 3; the truth is 1 above for even rows, unknown for odd ones.
        var performance = meter.Measure(Given.Rows(4, label: row => row % 2 == 0 ? row + 1 : double.NaN)).ShouldNotBeNull();
        var constant = meter.Measure(Given.Rows(4, label: _ => 5)).ShouldNotBeNull();

        performance.LabelledRows.ShouldBe(2);
        performance.Metrics.Select(metric => (metric.Name, metric.Value)).ShouldBe([("mean-error", -1), ("r2", 0)]);
        constant.Metrics.ShouldHaveSingleItem().Name.ShouldBe("mean-error");
        meter.Measure(Given.Rows(4)).ShouldBeNull();
    }
}
