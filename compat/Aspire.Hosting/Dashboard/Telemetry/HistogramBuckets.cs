using System.Buffers.Binary;

namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>The buckets of a histogram: counts, one more than there are upper bounds.</summary>
internal readonly record struct HistogramBuckets(ulong[] Counts, double[] Bounds)
{
    public static ulong[] ReadCounts(ReadOnlySpan<byte> packed) => Read(packed, BinaryPrimitives.ReadUInt64LittleEndian);

    public static double[] ReadBounds(ReadOnlySpan<byte> packed) => Read(packed, BinaryPrimitives.ReadDoubleLittleEndian);

    /// <summary>Below which value a share of the measurements lies, taken to be spread evenly within a bucket; the last bucket has no end, so its beginning is given.</summary>
    public double Quantile(double share)
    {
        if (Counts is null || Bounds is not { Length: > 0 } || Counts.Length != Bounds.Length + 1) return 0;
        var rank = share * Counts.Sum(count => (double)count);
        var below = 0.0;
        for (var i = 0; i < Bounds.Length; i++)
        {
            var from = i == 0 ? Math.Min(0, Bounds[0]) : Bounds[i - 1];
            if (Counts[i] > 0 && below + Counts[i] >= rank) return from + ((Bounds[i] - from) * (rank - below) / Counts[i]);
            below += Counts[i];
        }
        return Bounds[^1];
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> bytes);

    private static T[] Read<T>(ReadOnlySpan<byte> packed, Reader<T> read)
    {
        if (packed.Length % sizeof(ulong) != 0) throw new InvalidDataException("A packed field ends in the middle of a number.");
        var values = new T[packed.Length / sizeof(ulong)];
        for (var i = 0; i < values.Length; i++) values[i] = read(packed[(i * sizeof(ulong))..]);
        return values;
    }
}
