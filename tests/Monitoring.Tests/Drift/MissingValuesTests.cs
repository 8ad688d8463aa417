using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Drift.Tests;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests.Drift;

public sealed class MissingValuesTests
{
    // Twice the smaller tail of scipy.stats.hypergeom, scipy 1.10.1.
    [Theory]
    [InlineData(2000, 20, 100, 10, 1.0395721709609398e-06)]
    [InlineData(2000, 400, 50, 0, 3.3378104252677215e-05)]
    [InlineData(2000, 20, 50, 1, 0.8122937551764916)]
    public void is_fishers_exact_test(int was, int wasMissing, int all, int missing, double expected) =>
        Evaluate(was, wasMissing, all, missing)!.PValue.ShouldNotBeNull().ShouldBe(expected, expected * 1e-8);

    [Fact]
    public void the_effect_size_is_the_difference_of_the_shares_and_all_of_a_column_that_is_gone()
    {
        Evaluate(100, 10, 50, 20)!.EffectSize.ShouldBe(0.3, 1e-12);
        Evaluate(100, 90, 50, 50)!.EffectSize.ShouldBe(1);
        Evaluate(100, 100, 50, 50)!.EffectSize.ShouldBe(0);
    }

    [Fact]
    public void says_nothing_where_nothing_is_missing() => Evaluate(100, 0, 50, 0).ShouldBeNull();

    private static DriftOutcome? Evaluate(int was, int wasMissing, int all, int missing) =>
        new MissingValues().Evaluate(ColumnProfile.Compute("x", Column(was, wasMissing)), new ColumnSample([.. Column(all, missing)]));

    private static float[] Column(int count, int missing) => [.. Enumerable.Range(0, count).Select(i => i < missing ? float.NaN : i)];
}
