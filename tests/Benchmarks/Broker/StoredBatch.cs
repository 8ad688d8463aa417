using System.Buffers.Binary;

namespace MlOps.Benchmarks.Broker;

/// <summary>What the header of a stored record batch (format 2) says of it.</summary>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="Size">All its bytes.</param>
/// <param name="Crc">What its producer sealed it with.</param>
internal readonly record struct StoredBatch(long BaseOffset, int Size, uint Crc)
{
    private const int LengthEnd = 12;
    private const int Header = 61;

    /// <summary>The whole batches at the start of <paramref name="bytes"/>.</summary>
    public static IEnumerable<StoredBatch> In(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length >= Header)
        {
            var size = LengthEnd + BinaryPrimitives.ReadInt32BigEndian(bytes.Span[8..]);
            if (size < Header) throw new InvalidDataException($"A batch of {size} bytes.");
            if (size > bytes.Length) yield break;
            yield return new StoredBatch(BinaryPrimitives.ReadInt64BigEndian(bytes.Span), size, BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[17..]));
            bytes = bytes[size..];
        }
    }
}
