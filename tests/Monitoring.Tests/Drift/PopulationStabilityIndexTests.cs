using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Drift.Tests;
using MlOps.Runtime;

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

    [Fact]
    public void the_effect_size_is_without_what_chance_alone_makes()
    {
        var random = new Random(11);
        var reference = ColumnProfile.Compute("x", [.. Enumerable.Range(0, 5000).Select(_ => random.NextSingle())]);
        var outcomes = Enumerable.Range(0, 400)
            .Select(_ => new PopulationStabilityIndex().Evaluate(reference,
                new ColumnSample([.. Enumerable.Range(0, 200).Select(_ => random.NextSingle())]))!)
            .ToList();

        // (10 − 1)(1/5000 + 1/200)
        outcomes.Average(outcome => outcome.Statistic).ShouldBe(0.0468, 0.006);
        outcomes.ShouldAllBe(
            outcome => outcome.EffectSize == Math.Max(0, outcome.Statistic - 9 * (1 / 5000.0 + 1 / 200.0)) && outcome.PValue == null);
    }
}
