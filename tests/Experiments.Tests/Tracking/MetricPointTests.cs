using MlOps.Experiments.Tracking;

namespace MlOps.Experiments.Tests.Tracking;

public class MetricPointTests
{
    [Theory]
    [InlineData(2, 0, 1, 1, 9, 9, true)]
    [InlineData(1, 9, 9, 2, 0, 1, false)]
    [InlineData(1, 2, 1, 1, 1, 9, true)]
    [InlineData(1, 1, 9, 1, 2, 1, false)]
    [InlineData(1, 1, 9, 1, 1, 1, true)]
    [InlineData(1, 1, 1, 1, 1, 9, false)]
    [InlineData(1, 1, 1, 1, 1, 1, false)]
    [InlineData(1, 1, double.NaN, 1, 1, -1, true)]
    [InlineData(1, 1, double.NaN, 1, 1, 1, false)]
    [InlineData(1, 1, double.PositiveInfinity, 1, 1, 1, true)]
    public void the_greater_step_wins_then_the_later_time_then_the_greater_value(
        long step, int ms, double value, long otherStep, int otherMs, double otherValue, bool supersedes) =>
        Given.Point("loss", value, step, ms).Supersedes(Given.Point("loss", otherValue, otherStep, otherMs)).ShouldBe(supersedes);

    [Fact]
    public void a_point_without_rival_is_the_latest() => Given.Point("loss", 1).Supersedes(null).ShouldBeTrue();
}
