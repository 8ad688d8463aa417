using MlOps.Broker.Storage.Codecs;

namespace MlOps.Broker.Storage;

/// <summary>Access to the records inside a stored batch.</summary>
internal static class RecordBatch
{
    private const short AppendTimeFlag = 0x08;

    /// <summary>All records, or null if they cannot be read: the batch is corrupt, or the codec's library is not installed.</summary>
    public static IReadOnlyList<Record>? TryRead(ReadOnlyMemory<byte> batch, in RecordBatchHeader header)
    {
        try
        {
            var records = Decompression.Decompress(header.Compression, batch[RecordBatchHeader.Size..header.TotalSize]);
            return RecordReader.ReadAll(records, header.RecordCount);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether every record has a key, which compaction requires; a batch that cannot be read passes.</summary>
    public static bool HasKeys(ReadOnlyMemory<byte> batch, in RecordBatchHeader header) =>
        (TryRead(batch, header) ?? []).All(record => record.Key is not null);

    /// <summary>The first record at or after <paramref name="timestamp"/>; the first of the batch if its records cannot be read.</summary>
    public static (long Offset, long Timestamp) FirstAtOrAfter(ReadOnlyMemory<byte> batch, in RecordBatchHeader header, long timestamp)
    {
        if ((header.Attributes & AppendTimeFlag) != 0) return (header.BaseOffset, header.MaxTimestamp);
        foreach (var record in TryRead(batch, header) ?? [])
        {
            if (header.BaseTimestamp + record.TimestampDelta >= timestamp)
                return (header.BaseOffset + record.OffsetDelta, header.BaseTimestamp + record.TimestampDelta);
        }

        return (header.BaseOffset, header.BaseTimestamp);
    }
}
