using MlOps.Monitoring.Drift;

namespace MlOps.Monitoring.Tests.Drift;

public sealed class PopulationStabilityIndexTests
{
    [Fact]
    public void equal_shares_give_zero_whatever_the_counts() =>
        PopulationStabilityIndex.Of([10, 20, 30], [100, 200, 300]).ShouldBe(0, 1e-12);

    [Fact]
    public void is_the_sum_over_bins_of_the_difference_times_the_log_ratio()
    {
        // (0.75 − 0.5) ln(0.75 / 0.5) + (0.25 − 0.5) ln(0.25 / 0.5)
        PopulationStabilityIndex.Of([50, 50], [75, 25]).ShouldBe(0.25 * Math.Log(1.5) - 0.25 * Math.Log(0.5), 1e-12);
    }

    [Fact]
    public void is_symmetric() =>
        PopulationStabilityIndex.Of([5, 60, 35], [20, 50, 30]).ShouldBe(PopulationStabilityIndex.Of([20, 50, 30], [5, 60, 35]), 1e-12);

    [Fact]
    public void an_empty_bin_counts_as_a_share_of_one_in_ten_thousand()
    {
        var expected = (0.5 - 0.0001) * Math.Log(0.5 / 0.0001) + (0.5 - 1) * Math.Log(0.5);
        PopulationStabilityIndex.Of([0, 100], [50, 50]).ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void bins_that_neither_fills_and_empty_samples_say_nothing()
    {
        PopulationStabilityIndex.Of([10, 0], [20, 0]).ShouldBe(0, 1e-12);
        PopulationStabilityIndex.Of([10, 10], [0, 0]).ShouldBe(0);
    }
}
