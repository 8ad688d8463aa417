namespace MlOps.Benchmarks;

internal static class Percentile
{
    /// <summary>The smallest value that at least this share of the values does not exceed (nearest rank).</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * share) - 1, 0, sorted.Length - 1)];
    }
}
