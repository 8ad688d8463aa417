using System.Runtime.InteropServices;

namespace MlOps.Monitoring.Drift;

/// <summary>The values of one column of a window.</summary>
internal sealed class ColumnSample
{
    private readonly float[] sorted;

    public ColumnSample(List<float> values)
    {
        sorted = CollectionsMarshal.AsSpan(values).ToArray();
        var present = 0;
        foreach (var value in sorted)
        {
            if (float.IsFinite(value)) sorted[present++] = value;
        }
        Array.Resize(ref sorted, present);
        Array.Sort(sorted);
        Missing = values.Count - present;
    }

    /// <summary>The values that are there, ascending.</summary>
    public ReadOnlySpan<float> Sorted => sorted;

    public long Count => sorted.Length;

    public long Missing { get; }

    public bool IsEmpty => sorted.Length == 0;

    /// <summary>0 where there is no value.</summary>
    public double Mean => IsEmpty ? 0 : sorted.Average(value => (double)value);
}
