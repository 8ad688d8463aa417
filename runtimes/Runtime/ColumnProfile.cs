namespace MlOps.Runtime;

/// <summary>The distribution of the values of one column.</summary>
/// <remarks>NaN and infinities are missing values: they count in <see cref="Missing"/> and nowhere else.</remarks>
/// <param name="Name">The column.</param>
/// <param name="Kind">How it is binned.</param>
/// <param name="Count">The number of values that are not missing.</param>
/// <param name="Missing">The number of missing values.</param>
/// <param name="Mean">0 if there are no values, like the next three.</param>
/// <param name="Std">The population standard deviation.</param>
/// <param name="Min">The minimum.</param>
/// <param name="Max">The maximum.</param>
/// <param name="Bins">
/// Ascending. Numeric: the inner edges; bin i holds <c>Bins[i-1] &lt; x ≤ Bins[i]</c>, the first and the last bin are open.
/// Categorical: the values; the last bin counts values that the reference does not have.
/// </param>
/// <param name="BinCounts">The count of each bin; one more than <paramref name="Bins"/>.</param>
/// <param name="Quantiles">Ascending, of equal weight: every value, or <see cref="MaxQuantiles"/> at the probabilities (i + ½) / n.</param>
public sealed record ColumnProfile(
    string Name,
    ColumnKind Kind,
    long Count,
    long Missing,
    double Mean,
    double Std,
    double Min,
    double Max,
    IReadOnlyList<float> Bins,
    IReadOnlyList<long> BinCounts,
    IReadOnlyList<float> Quantiles)
{
    /// <summary>A column with more distinct values than this is numeric.</summary>
    public const int MaxCategories = 20;

    /// <summary>The maximum number of quantiles.</summary>
    public const int MaxQuantiles = 1_000;

    private const int NumericBins = 10;

    /// <summary>Profiles a column.</summary>
    public static ColumnProfile Compute(string name, ReadOnlySpan<float> values)
    {
        var sorted = Array.FindAll(values.ToArray(), float.IsFinite);
        Array.Sort(sorted);
        var (mean, std) = Moments(sorted);
        var categories = Categories(sorted);
        var profile = new ColumnProfile(
            name,
            categories is null ? ColumnKind.Numeric : ColumnKind.Categorical,
            sorted.Length,
            values.Length - sorted.Length,
            mean,
            std,
            sorted.Length == 0 ? 0 : sorted[0],
            sorted.Length == 0 ? 0 : sorted[^1],
            categories ?? DecileEdges(sorted),
            [],
            Sample(sorted));
        return profile with { BinCounts = profile.CountBins(sorted) };
    }

    /// <summary>The bin of a value; -1 if it is missing.</summary>
    public int BinOf(float value)
    {
        if (!float.IsFinite(value)) return -1;
        var (low, high) = (0, Bins.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Bins[middle] < value) low = middle + 1;
            else high = middle;
        }

        return Kind == ColumnKind.Numeric || (low < Bins.Count && Bins[low] == value) ? low : Bins.Count;
    }

    /// <summary>Counts the values in each bin of this profile; missing values are in none.</summary>
    public long[] CountBins(ReadOnlySpan<float> values)
    {
        var counts = new long[Bins.Count + 1];
        foreach (var value in values)
        {
            if (BinOf(value) is >= 0 and var bin) counts[bin]++;
        }

        return counts;
    }

    private static (double Mean, double Std) Moments(float[] values)
    {
        if (values.Length == 0) return (0, 0);
        var sum = 0.0;
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / values.Length));
    }

    private static float[]? Categories(float[] sorted)
    {
        var distinct = new List<float>(MaxCategories);
        foreach (var value in sorted)
        {
            if (distinct.Count > 0 && distinct[^1] == value) continue;
            if (distinct.Count == MaxCategories) return null;
            distinct.Add(value);
        }

        return [.. distinct];
    }

    // Equal edges are merged; an edge at the maximum would leave the last bin empty by construction.
    private static float[] DecileEdges(float[] sorted) =>
        [.. Enumerable.Range(1, NumericBins - 1)
            .Select(i => sorted[(int)((long)i * sorted.Length / NumericBins)])
            .Distinct()
            .Where(edge => edge < sorted[^1])];

    private static float[] Sample(float[] sorted) =>
        sorted.Length <= MaxQuantiles
            ? sorted
            : [.. Enumerable.Range(0, MaxQuantiles).Select(i => sorted[(int)((2L * i + 1) * sorted.Length / (2L * MaxQuantiles))])];
}
