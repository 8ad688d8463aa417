using MlOps.Broker.Protocol;
using MlOps.Broker.Storage.Codecs;

namespace MlOps.Broker.Storage;

/// <summary>Validates produced record batches before they are stored.</summary>
internal static class BatchCheck
{
    /// <summary>Reads the header of the single batch in <paramref name="records"/> and validates the batch.</summary>
    public static ErrorCode Inspect(ReadOnlySpan<byte> records, int maxBytes, out RecordBatchHeader header)
    {
        header = default;
        if (records.Length <= 16) return ErrorCode.CorruptMessage;
        if (records[16] < 2) return ErrorCode.UnsupportedForMessageFormat;
        if (records.Length < RecordBatchHeader.Size) return ErrorCode.CorruptMessage;

        header = RecordBatchHeader.Read(records);
        if (header.Magic != 2 || header.BatchLength < RecordBatchHeader.Size - RecordBatchHeader.LengthEnd) return ErrorCode.CorruptMessage;
        if (header.TotalSize > records.Length) return ErrorCode.CorruptMessage;
        if (header.TotalSize < records.Length) return ErrorCode.InvalidRecord;
        if (records.Length > maxBytes) return ErrorCode.MessageTooLarge;
        if (!HasValidCrc(records, header)) return ErrorCode.CorruptMessage;
        if (header.RecordCount <= 0 || header.LastOffsetDelta != header.RecordCount - 1) return ErrorCode.InvalidRecord;
        if (header.IsControl || header.IsTransactional) return ErrorCode.InvalidRecord;
        if (header.Compression > Compression.Zstd) return ErrorCode.CorruptMessage;
        if (header.ProducerId >= 0 && (header.ProducerEpoch < 0 || header.BaseSequence < 0)) return ErrorCode.InvalidRecord;
        return ErrorCode.None;
    }

    /// <summary>Whether the batch matches the CRC-32C in its header.</summary>
    public static bool HasValidCrc(ReadOnlySpan<byte> batch, in RecordBatchHeader header) =>
        Crc32C.Compute(batch[RecordBatchHeader.CrcStart..header.TotalSize]) == header.Crc;
}
