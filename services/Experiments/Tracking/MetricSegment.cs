using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MlOps.Experiments.Tracking;

/// <summary>Metric points that are logged at once.</summary>
/// <param name="Id">Ascending with time.</param>
/// <param name="Points">In the order of logging.</param>
internal sealed record MetricSegment(Guid Id, IReadOnlyList<MetricPoint> Points)
{
    public static MetricSegment Of(IReadOnlyList<MetricPoint> points) => new(Guid.CreateVersion7(), points);

    /// <summary>The event that says what the segment adds to a run.</summary>
    public MetricsLogged ToEvent(string runId) => new(runId, Latest(), Points.Count, Id, Digest());

    /// <summary>
    /// <c>sha256:…</c> over the points, ordered by key (ordinal) and within a key as logged; of each, the key's length in
    /// bytes (int32), the key (UTF-8), milliseconds since 1970 (int64), step (int64) and value (binary64), little-endian.
    /// </summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[24];
        Span<byte> length = stackalloc byte[4];
        foreach (var point in Points.OrderBy(point => point.Key, StringComparer.Ordinal))
        {
            var key = Encoding.UTF8.GetBytes(point.Key);
            BinaryPrimitives.WriteInt32LittleEndian(length, key.Length);
            BinaryPrimitives.WriteInt64LittleEndian(numbers, point.Timestamp.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], point.Step);
            BinaryPrimitives.WriteDoubleLittleEndian(numbers[16..], point.Value);
            hash.AppendData(length);
            hash.AppendData(key);
            hash.AppendData(numbers);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private ImmutableList<MetricPoint> Latest()
    {
        var latest = new SortedDictionary<string, MetricPoint>(StringComparer.Ordinal);
        foreach (var point in Points)
        {
            if (point.Supersedes(latest.GetValueOrDefault(point.Key))) latest[point.Key] = point;
        }

        return [.. latest.Values];
    }
}
