using MlOps.Monitoring.Drift;

namespace MlOps.Monitoring.Tests.Drift;

/// <summary>Against scipy 1.10.1: <c>chi2.sf</c>, <c>hypergeom.sf</c>.</summary>
public sealed class ProbabilityTests
{
    [Theory]
    [InlineData(3.841458820694124, 1, 0.05)]
    [InlineData(0.5, 3, 0.9188914116546758)]
    [InlineData(21, 9, 0.012650421350015558)]
    [InlineData(60, 9, 1.3406780483959625e-09)]
    [InlineData(300, 19, 2.0005232442947767e-52)]
    [InlineData(1000, 1000, 0.49405285382923964)]
    [InlineData(5, 10, 0.8911780189141513)]
    [InlineData(0, 4, 1)]
    public void chi_squared_tail(double x, int degreesOfFreedom, double expected) =>
        Probability.ChiSquaredTail(x, degreesOfFreedom).ShouldBe(expected, expected * 1e-10);

    [Theory]
    [InlineData(3, 10, 5, 50, 0.0482603031962091)]
    [InlineData(5, 50, 5, 10_050, 2.4823607793973604e-12)]
    [InlineData(0, 10, 5, 50, 1)]
    [InlineData(12, 500, 30, 2_500, 0.009097693115799744)]
    [InlineData(40, 50, 100, 2_050, 4.2562322062021455e-47)]
    [InlineData(600, 1_000, 100_000, 200_000, 1.23207037058967e-10)]
    [InlineData(90, 100, 500, 1_000, 4.518608518067221e-19)]
    public void hypergeometric_tail(long hits, long drawn, long allHits, long all, double expected) =>
        Probability.HypergeometricTail(hits, drawn, allHits, all).ShouldBe(expected, expected * 1e-8);

    [Fact]
    public void the_hypergeometric_tail_is_the_sum_of_its_probabilities()
    {
        for (var hits = 0; hits <= 8; hits++)
        {
            // Every way to draw 8 of 20 of which 11 are hits, counted by the binomial coefficients.
            var ways = Enumerable.Range(hits, 9 - hits).Sum(x => Choose(11, x) * Choose(9, 8 - x));
            Probability.HypergeometricTail(hits, 8, 11, 20).ShouldBe(ways / Choose(20, 8), 1e-12);
        }

        static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
    }
}
