using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Drift.Tests;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests.Drift;

public sealed class ChiSquaredTests
{
    // scipy.stats.chi2_contingency([reference, window], correction=False), scipy 1.10.1.
    public static TheoryData<int[], int[], double, double> Tables => new()
    {
        { [300, 500, 200], [40, 35, 25], 8.257895058334855, 0.016099814494039827 },
        { [1000, 700, 200, 100], [120, 60, 15, 5], 8.430961123739582, 0.037896142233280784 },
        { [50, 50], [30, 70], 8.333333333333334, 0.003892417122778637 },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void is_scipys_test_of_a_contingency_table(int[] reference, int[] window, double statistic, double pValue)
    {
        var outcome = Evaluate(reference, window);

        outcome.Statistic.ShouldBe(statistic, statistic * 1e-12);
        outcome.PValue.ShouldNotBeNull().ShouldBe(pValue, pValue * 1e-10);
    }

    [Fact]
    public void the_effect_size_is_the_share_of_rows_that_have_another_value() =>
        Evaluate([300, 500, 200], [40, 35, 25]).EffectSize.ShouldBe(0.15, 1e-12);

    [Fact]
    public void values_that_the_reference_has_not_seen_count_however_many_there_are()
    {
        Evaluate([800, 200], [70, 20, 10]).PValue.ShouldNotBeNull().ShouldBeLessThan(1e-8);
        Evaluate([800, 200], [70, 20, 1]).PValue.ShouldNotBeNull().ShouldBeGreaterThan(0.05);
        Evaluate([1000], [97, 1, 1, 1]).PValue.ShouldNotBeNull().ShouldBeLessThan(0.01);
    }

    [Fact]
    public void rare_values_are_one_category_together()
    {
        // Each of the last four is expected once or twice in the window; together they are half of it.
        var (apart, together) = (Evaluate([100, 20, 20, 20, 20], [5, 3, 2, 3, 2]), Evaluate([100, 80], [5, 10]));

        (apart.Statistic, apart.PValue, apart.EffectSize).ShouldBe((together.Statistic, together.PValue, together.EffectSize));
    }

    [Fact]
    public void says_nothing_about_numbers_and_columns_without_values()
    {
        var test = new ChiSquared();
        test.Evaluate(Given.Profile.Features[0], new ColumnSample([0.5f])).ShouldBeNull();
        test.Evaluate(ColumnProfile.Compute("x", [1, 2, 1, 2]), new ColumnSample([float.NaN])).ShouldBeNull();
        test.Evaluate(ColumnProfile.Compute("x", [float.NaN]), new ColumnSample([1])).ShouldBeNull();
    }

    private static DriftOutcome Evaluate(int[] reference, int[] window) =>
        new ChiSquared().Evaluate(ColumnProfile.Compute("x", [.. Values(reference)]), new ColumnSample([.. Values(window)]))
            .ShouldNotBeNull();

    private static IEnumerable<float> Values(int[] counts) => counts.SelectMany((count, value) => Enumerable.Repeat((float)value, count));
}
