using MlOps.Runtime;

namespace MlOps.Monitoring.Drift.Tests;

/// <summary>The two-sample Kolmogorov–Smirnov test of a numeric column: D = sup |F_R − F_C| and its asymptotic two-sided p-value.</summary>
/// <remarks>Ties make the p-value too large, never too small.</remarks>
internal sealed class KolmogorovSmirnov : IDriftTest
{
    private const int Terms = 100;

    public string Name => "kolmogorov-smirnov";

    public double DefaultThreshold => 0.1;

    public DriftOutcome? Evaluate(ColumnProfile reference, ColumnSample sample)
    {
        if (reference.Kind != ColumnKind.Numeric || reference.Count == 0 || sample.IsEmpty) return null;
        var statistic = Statistic(reference.Quantiles, sample.Sorted);
        // Where the quantiles are not all values, the reference's distribution function is known to half a step only.
        var uncertain = reference.Count > reference.Quantiles.Count ? 0.5 / reference.Quantiles.Count : 0;
        return new DriftOutcome(statistic, PValue(Math.Max(0, statistic - uncertain), reference.Count, sample.Count), statistic);
    }

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
