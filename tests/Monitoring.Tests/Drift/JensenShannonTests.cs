using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Drift.Tests;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests.Drift;

public sealed class JensenShannonTests
{
    [Fact]
    public void is_scipys_distance_and_the_effect_size_is_without_its_bias()
    {
        // scipy.spatial.distance.jensenshannon([0.3, 0.5, 0.2], [0.4, 0.35, 0.25]), scipy 1.10.1.
        var outcome = Evaluate([300, 500, 200], [40, 35, 25]).ShouldNotBeNull();

        outcome.Statistic.ShouldBe(0.1078325891819442, 1e-12);
        outcome.EffectSize.ShouldBe(Math.Sqrt(outcome.Statistic * outcome.Statistic - 2 / 8.0 * (1 / 1000.0 + 1 / 100.0)), 1e-12);
        outcome.PValue.ShouldBeNull();
    }

    [Fact]
    public void goes_from_zero_to_the_root_of_the_logarithm_of_two()
    {
        Evaluate([50, 50], [5, 5])!.Statistic.ShouldBe(0);
        Evaluate([50, 50], [0, 0, 10])!.Statistic.ShouldBe(Math.Sqrt(Math.Log(2)), 1e-12);
        Evaluate([50, 50], []).ShouldBeNull();
    }

    private static DriftOutcome? Evaluate(int[] reference, int[] window) =>
        new JensenShannon().Evaluate(ColumnProfile.Compute("x", [.. Values(reference)]), new ColumnSample([.. Values(window)]));

    private static IEnumerable<float> Values(int[] counts) => counts.SelectMany((count, value) => Enumerable.Repeat((float)value, count));
}
