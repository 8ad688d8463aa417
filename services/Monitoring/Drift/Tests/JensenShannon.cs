using MlOps.Runtime;

namespace MlOps.Monitoring.Drift.Tests;

/// <summary>
/// The Jensen–Shannon distance √(½ KL(R‖M) + ½ KL(C‖M)), M = ½ (R + C), over the profile's bins: 0 to √ln 2. The effect size is without
/// what chance alone makes of its square, (bins − 1)/8 · (1/n_R + 1/n_C).
/// </summary>
internal sealed class JensenShannon : IDriftTest
{
    public string Name => "jensen-shannon";

    /// <summary>As much as a PSI of 0.2: for small changes the distance's square is about an eighth of that.</summary>
    public double DefaultThreshold => 0.16;

    public DriftOutcome? Evaluate(ColumnProfile reference, ColumnSample sample)
    {
        if (reference.Count == 0 || sample.IsEmpty) return null;
        var (divergence, bins) = (0.0, 0);
        foreach (var (was, now) in reference.BinCounts.Zip(reference.CountBins(sample.Sorted)))
        {
            if (was + now == 0) continue;
            var (r, c) = ((double)was / reference.Count, (double)now / sample.Count);
            divergence += (Part(r, (r + c) / 2) + Part(c, (r + c) / 2)) / 2;
            bins++;
        }
        var bias = (bins - 1) / 8.0 * (1.0 / reference.Count + 1.0 / sample.Count);
        return new DriftOutcome(Root(divergence), null, Root(divergence - bias));
    }

    private static double Part(double share, double mean) => share == 0 ? 0 : share * Math.Log(share / mean);

    // Rounding can make the divergence of equal distributions less than 0.
    private static double Root(double square) => Math.Sqrt(Math.Max(0, square));
}
