using FsCheck;
using FsCheck.Fluent;
using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Drift.Tests;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests.Drift;

public sealed class KolmogorovSmirnovTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void the_statistic_is_the_greatest_difference_of_the_distribution_functions_at_any_value(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            // Few distinct values give many ties, within a sample and between both.
            var reference = Sample(random, random.Next(1, 60), random.Next(2, 30));
            var current = Sample(random, random.Next(1, 60), random.Next(2, 30));

            var statistic = KolmogorovSmirnov.Statistic(reference, current);

            statistic.ShouldBe(ByDefinition(reference, current), 1e-12);
        }
    }

    [Fact]
    public void equal_samples_differ_by_nothing_and_disjoint_ones_by_everything()
    {
        KolmogorovSmirnov.Statistic([1, 2, 3], [1, 2, 3]).ShouldBe(0);
        KolmogorovSmirnov.Statistic([1, 2, 3], [4, 5, 6]).ShouldBe(1);
        KolmogorovSmirnov.Statistic([], [1]).ShouldBe(0);
    }

    [Theory]
    // Q of Kolmogorov's distribution at the usual quantiles: 1.36 is exceeded with 4.9 %, 1.63 with 1 %.
    [InlineData(1.36, 0.0495)]
    [InlineData(1.63, 0.00984)]
    [InlineData(0.5, 0.9639)]
    public void the_p_value_is_that_of_kolmogorovs_distribution(double lambda, double expected)
    {
        const long n = 100_000_000;
        var root = Math.Sqrt(n / 2.0);
        KolmogorovSmirnov.PValue(lambda / root, n, n).ShouldBe(expected, 0.0002);
    }

    [Theory]
    // scipy.special.kolmogorov((√n + 0.12 + 0.11/√n) D), scipy 1.10.1.
    [InlineData(0.2, 2000, 50, 0.034649572291668956)]
    [InlineData(0.3, 200, 50, 0.0010883729366646373)]
    [InlineData(0.1, 2000, 500, 0.0006066443672799459)]
    [InlineData(0.3, 100, 100, 0.00017421323105301935)]
    [InlineData(0.3, 2000, 500, 4.346779001367747e-32)]
    public void the_p_value_of_two_samples_is_scipys(double statistic, long reference, long window, double expected) =>
        KolmogorovSmirnov.PValue(statistic, reference, window).ShouldBe(expected, expected * 1e-9);

    [Fact]
    public void a_small_example_is_near_the_exact_p_value()
    {
        // scipy.stats.ks_2samp(…, method="exact"): D = 0.25, p = 0.85058.
        var reference = ColumnProfile.Compute("x", [-0.99f, -0.89f, -0.62f, -0.49f, -0.45f, -0.27f, 0, 0.06f, 0.3f, 0.36f, 0.49f, 1.34f]);
        var sample = new ColumnSample([1.5f, -1.1f, -1.04f, -0.54f, -0.49f, -0.13f, 0.34f, 0.77f, 0.91f]);

        var outcome = new KolmogorovSmirnov().Evaluate(reference with { Kind = ColumnKind.Numeric }, sample).ShouldNotBeNull();

        (outcome.Statistic, outcome.EffectSize).ShouldBe((0.25, 0.25));
        outcome.PValue.ShouldNotBeNull().ShouldBe(0.85058, 0.03);
    }

    [Fact]
    public void a_thousand_quantiles_are_off_by_half_a_step_at_most_and_the_p_value_makes_up_for_it()
    {
        var random = new Random(5);
        Prop.ForAll(Gen.Choose(1_001, 30_000).ToArbitrary(), count =>
        {
            var reference = Sample(random, count, random.Next(100, 100_000));
            var window = Sample(random, 200, 100_000);
            var outcome = new KolmogorovSmirnov().Evaluate(ColumnProfile.Compute("x", reference), new ColumnSample([.. window]))
                .ShouldNotBeNull();

            var exact = KolmogorovSmirnov.Statistic(reference, window);

            outcome.Statistic.ShouldBe(exact, 0.0005 + 1e-12);
            outcome.PValue.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(KolmogorovSmirnov.PValue(exact, count, window.Length));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void says_nothing_about_categories_and_columns_without_values()
    {
        var test = new KolmogorovSmirnov();
        test.Evaluate(ColumnProfile.Compute("x", [1, 2, 1, 2]), new ColumnSample([1, 2])).ShouldBeNull();
        test.Evaluate(Given.Profile.Features[0], new ColumnSample([float.NaN])).ShouldBeNull();
    }

    private static float[] Sample(Random random, int count, int distinct)
    {
        var values = Enumerable.Range(0, count).Select(_ => (float)random.Next(distinct)).ToArray();
        Array.Sort(values);
        return values;
    }

    private static double ByDefinition(float[] reference, float[] current) => reference.Concat(current).Max(value =>
        Math.Abs(reference.Count(x => x <= value) / (double)reference.Length - current.Count(x => x <= value) / (double)current.Length));
}
