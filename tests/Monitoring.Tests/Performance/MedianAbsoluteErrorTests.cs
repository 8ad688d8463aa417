using MlOps.Monitoring.Performance.Metrics;

namespace MlOps.Monitoring.Tests.Performance;

public sealed class MedianAbsoluteErrorTests
{
    [Fact]
    public void is_the_middle_error_or_the_mean_of_both_middle_ones()
    {
        new MedianAbsoluteError().Evaluate([new(1, 2), new(4, 2), new(100, 5)]).ShouldBe(2);
        new MedianAbsoluteError().Evaluate([new(1, 2), new(4, 2), new(5, 5), new(10, 7)]).ShouldBe(1.5);
    }
}
