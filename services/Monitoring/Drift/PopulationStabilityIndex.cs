namespace MlOps.Monitoring.Drift;

/// <summary>
/// PSI = Σ (c − r) ln(c / r) over bins, r and c the shares of reference and current; an empty bin's share counts as 0.0001,
/// as in Evidently, so that it is finite.
/// </summary>
internal static class PopulationStabilityIndex
{
    private const double EmptyShare = 0.0001;

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
