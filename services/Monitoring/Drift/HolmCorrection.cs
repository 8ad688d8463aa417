namespace MlOps.Monitoring.Drift;

/// <summary>
/// Holm's step-down correction (Scandinavian Journal of Statistics 6, 1979): the chance of one false rejection among all tests is
/// at most the significance level, however the tests depend on each other — as those of correlated features do.
/// </summary>
internal static class HolmCorrection
{
    /// <summary>Adjusted p-values, in the order of <paramref name="pValues"/>.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        var (greatest, left) = (0.0, pValues.Count);
        foreach (var index in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
            adjusted[index] = greatest = Math.Max(greatest, Math.Min(1, pValues[index] * left--));
        return adjusted;
    }
}
