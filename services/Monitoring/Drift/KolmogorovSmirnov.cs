namespace MlOps.Monitoring.Drift;

/// <summary>The two-sample Kolmogorov–Smirnov test: D = sup |F_R − F_C| and its asymptotic two-sided p-value.</summary>
internal static class KolmogorovSmirnov
{
    private const int Terms = 100;

    /// <summary>D of two ascending samples whose values weigh the same within each; 0 where one is empty.</summary>
    public static double Statistic(IReadOnlyList<float> reference, ReadOnlySpan<float> current)
    {
        if (reference.Count == 0 || current.Length == 0) return 0;
        var (r, c, greatest) = (0, 0, 0.0);
        while (r < reference.Count && c < current.Length)
        {
            // Both walk past every copy of the smaller value before the distributions are compared.
            var value = Math.Min(reference[r], current[c]);
            while (r < reference.Count && reference[r] <= value) r++;
            while (c < current.Length && current[c] <= value) c++;
            greatest = Math.Max(greatest, Math.Abs((double)r / reference.Count - (double)c / current.Length));
        }
        return greatest;
    }

    /// <summary>Q(λ) = 2 Σ (−1)^(k−1) e^(−2k²λ²) with λ = (√n + 0.12 + 0.11/√n) D, n = n_R n_C / (n_R + n_C) (Stephens 1970).</summary>
    public static double PValue(double statistic, long referenceCount, long currentCount)
    {
        if (referenceCount == 0 || currentCount == 0) return 1;
        var root = Math.Sqrt((double)referenceCount * currentCount / (referenceCount + currentCount));
        var lambda = (root + 0.12 + 0.11 / root) * statistic;
        // The series does not converge near 0, where the probability is 1 to double precision.
        if (lambda < 0.2) return 1;
        var sum = 0.0;
        for (var k = 1; k <= Terms; k++)
        {
            var term = Math.Exp(-2.0 * k * k * lambda * lambda);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-16) break;
        }
        return Math.Clamp(2 * sum, 0, 1);
    }
}
