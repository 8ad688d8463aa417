using static MathNet.Numerics.SpecialFunctions;

namespace MlOps.Monitoring.Drift;

/// <summary>Tail probabilities of the distributions that the tests need.</summary>
internal static class Probability
{
    private const double Precision = 1e-16;

    /// <summary>P(X ≥ <paramref name="x"/>) of a chi-squared variable.</summary>
    public static double ChiSquaredTail(double x, int degreesOfFreedom) =>
        x <= 0 ? 1 : GammaUpperRegularized(degreesOfFreedom / 2.0, x / 2);

    /// <summary>
    /// Fisher's exact test of a 2 × 2 table, two-sided as twice the smaller tail: whether <paramref name="hits"/> of
    /// <paramref name="drawn"/> is what drawing without replacement from <paramref name="allHits"/> of <paramref name="all"/> gives.
    /// </summary>
    public static double FisherExact(long hits, long drawn, long allHits, long all) => Math.Min(1,
        2 * Math.Min(HypergeometricTail(hits, drawn, allHits, all), HypergeometricTail(drawn - hits, drawn, all - allHits, all)));

    /// <summary>P(X ≥ <paramref name="hits"/>) of a hypergeometric variable.</summary>
    public static double HypergeometricTail(long hits, long drawn, long allHits, long all)
    {
        var (least, most) = (Math.Max(0, drawn + allHits - all), Math.Min(drawn, allHits));
        if (hits <= least) return 1;
        if (hits > most) return 0;
        // From below the mean the other tail is the shorter sum and loses no digits.
        if ((double)hits / drawn < (double)allHits / all) return 1 - HypergeometricTail(drawn - hits + 1, drawn, all - allHits, all);
        var term = Math.Exp(LogChoose(allHits, hits) + LogChoose(all - allHits, drawn - hits) - LogChoose(all, drawn));
        var sum = term;
        for (var x = hits; x < most && term > sum * Precision; x++)
        {
            term *= (double)(allHits - x) / (x + 1) * (drawn - x) / (all - allHits - drawn + x + 1);
            sum += term;
        }
        return Math.Min(1, sum);
    }

    private static double LogChoose(long n, long k) => GammaLn(n + 1.0) - GammaLn(k + 1.0) - GammaLn(n - k + 1.0);
}
