using MlOps.Runtime;

namespace MlOps.Monitoring.Drift.Tests;

/// <summary>
/// PSI = Σ (c − r) ln(c / r) over the profile's bins; an empty bin's share counts as 0.0001, as in Evidently, so that it is finite.
/// </summary>
/// <remarks>
/// Its mean without any drift is about (bins − 1)(1/n_R + 1/n_C) (Yurdakul 2018): 0.18 for ten bins and 50 rows. That is taken off
/// for the effect size, and no p-value is claimed.
/// </remarks>
internal sealed class PopulationStabilityIndex : IDriftTest
{
    private const double EmptyShare = 0.0001;

    public string Name => "psi";

    public double DefaultThreshold => 0.2;

    public DriftOutcome? Evaluate(ColumnProfile reference, ColumnSample sample)
    {
        if (reference.Count == 0 || sample.IsEmpty) return null;
        var window = reference.CountBins(sample.Sorted);
        var index = Of(reference.BinCounts, window);
        var bins = window.Where((count, bin) => count + reference.BinCounts[bin] > 0).Count();
        var bias = (bins - 1) * (1.0 / reference.Count + 1.0 / sample.Count);
        return new DriftOutcome(index, null, Math.Max(0, index - bias));
    }

    public static double Of(IReadOnlyList<long> reference, IReadOnlyList<long> current)
    {
        var (referenceTotal, currentTotal) = ((double)reference.Sum(), (double)current.Sum());
        if (referenceTotal == 0 || currentTotal == 0) return 0;
        var psi = 0.0;
        for (var bin = 0; bin < reference.Count; bin++)
        {
            // A bin that neither has ever filled says nothing.
            if (reference[bin] == 0 && current[bin] == 0) continue;
            var r = reference[bin] == 0 ? EmptyShare : reference[bin] / referenceTotal;
            var c = current[bin] == 0 ? EmptyShare : current[bin] / currentTotal;
            psi += (c - r) * Math.Log(c / r);
        }
        return psi;
    }
}
