namespace MlOps.Monitoring.Drift;

/// <summary>Tail probabilities of the distributions that the tests need.</summary>
internal static class Probability
{
    private const double Precision = 1e-16;
    private const int MaxTerms = 100_000;

    // The coefficients of Lanczos' approximation with g = 7 and nine terms, good to 15 digits.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>P(X ≥ <paramref name="x"/>) of a chi-squared variable.</summary>
    public static double ChiSquaredTail(double x, int degreesOfFreedom) => x <= 0 ? 1 : UpperGamma(degreesOfFreedom / 2.0, x / 2);

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

    /// <summary>ln Γ(x) for x &gt; 0.</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        var (shifted, sum) = (x - 1, Lanczos[0]);
        for (var i = 1; i < Lanczos.Length; i++) sum += Lanczos[i] / (shifted + i);
        var t = shifted + Lanczos.Length - 1.5;
        return 0.5 * Math.Log(2 * Math.PI) + (shifted + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }

    private static double LogChoose(long n, long k) => LogGamma(n + 1.0) - LogGamma(k + 1.0) - LogGamma(n - k + 1.0);

    /// <summary>The regularized upper incomplete gamma function Q(a, x): its series below the mean, its continued fraction above.</summary>
    private static double UpperGamma(double a, double x)
    {
        var scale = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        return x < a + 1 ? 1 - scale * Series(a, x) : scale * Fraction(a, x);
    }

    private static double Series(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < MaxTerms && term > sum * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }
        return sum;
    }

    // Lentz' evaluation from the front; its denominators are positive for x > a + 1.
    private static double Fraction(double a, double x)
    {
        var b = x + 1 - a;
        var (c, d) = (double.MaxValue, 1 / b);
        var value = d;
        for (var n = 1; n < MaxTerms; n++)
        {
            var numerator = n * (a - n);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            value *= c * d;
            if (Math.Abs(c * d - 1) < Precision) break;
        }
        return value;
    }
}
