using MlOps.Registry.Models;

namespace MlOps.Registry.Tests.Models;

public class GateTests
{
    [Theory]
    [InlineData(Comparison.LessThan, 69, true)]
    [InlineData(Comparison.LessThan, 70, false)]
    [InlineData(Comparison.LessOrEqual, 70, true)]
    [InlineData(Comparison.LessOrEqual, 71, false)]
    [InlineData(Comparison.GreaterThan, 71, true)]
    [InlineData(Comparison.GreaterThan, 70, false)]
    [InlineData(Comparison.GreaterOrEqual, 70, true)]
    [InlineData(Comparison.GreaterOrEqual, 69, false)]
    [InlineData(Comparison.LessOrEqual, double.NaN, false)]
    [InlineData(Comparison.GreaterOrEqual, double.NaN, false)]
    public void compares_the_metric_with_the_threshold(Comparison comparison, double value, bool passed)
    {
        var result = new Gate("rmse", "test_rmse", comparison, 70).Evaluate(new Dictionary<string, double> { ["test_rmse"] = value });

        result.Passed.ShouldBe(passed);
        result.Value.ShouldBe(value);
    }

    [Fact]
    public void a_missing_metric_does_not_pass()
    {
        var result = new Gate("rmse", "test_rmse", Comparison.LessThan, 70).Evaluate(new Dictionary<string, double>());

        result.Passed.ShouldBeFalse();
        result.Value.ShouldBeNull();
        result.Explain().ShouldBe("the version has no metric 'test_rmse'");
    }
}
