using System.Buffers.Binary;

namespace MlOps.Broker.Storage;

/// <summary>An entry of the sparse index: the position of one record batch, from which a search scans forward.</summary>
/// <param name="Offset">Offset of the batch's first record.</param>
/// <param name="Position">File position of the batch.</param>
/// <param name="MaxTimestampBefore">The newest timestamp of all batches before it (ms since 1970), or -1.</param>
internal readonly record struct IndexEntry(long Offset, long Position, long MaxTimestampBefore)
{
    /// <summary>Size of an entry in an index file, in bytes.</summary>
    public const int Size = 24;

    public static IndexEntry Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt64BigEndian(source),
        BinaryPrimitives.ReadInt64BigEndian(source[8..]),
        BinaryPrimitives.ReadInt64BigEndian(source[16..]));

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, Offset);
        BinaryPrimitives.WriteInt64BigEndian(target[8..], Position);
        BinaryPrimitives.WriteInt64BigEndian(target[16..], MaxTimestampBefore);
    }
}
