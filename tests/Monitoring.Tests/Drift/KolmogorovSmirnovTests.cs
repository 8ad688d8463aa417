using MlOps.Monitoring.Drift;

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

    private static float[] Sample(Random random, int count, int distinct)
    {
        var values = Enumerable.Range(0, count).Select(_ => (float)random.Next(distinct)).ToArray();
        Array.Sort(values);
        return values;
    }

    private static double ByDefinition(float[] reference, float[] current) => reference.Concat(current).Max(value =>
        Math.Abs(reference.Count(x => x <= value) / (double)reference.Length - current.Count(x => x <= value) / (double)current.Length));
}
