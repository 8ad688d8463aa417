using System.Buffers;
using System.Buffers.Binary;

namespace MlOps.Broker.Storage;

/// <summary>Builds an uncompressed record batch.</summary>
internal sealed class RecordBatchWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();
    private int count;

    public RecordBatchWriter() => bytes.Write(new byte[RecordBatchHeader.Size]);

    /// <summary>Adds a record at the batch's base timestamp; a null value is a tombstone.</summary>
    public void Add(ReadOnlySpan<byte> key, byte[]? value)
    {
        var record = new ArrayBufferWriter<byte>();
        Byte(record, 0);
        Varlong(record, 0);
        Varlong(record, count++);
        Varlong(record, key.Length);
        record.Write(key);
        Varlong(record, value?.Length ?? -1);
        record.Write<byte>(value);
        Varlong(record, 0);
        Add(record.WrittenSpan);
    }

    /// <summary>Completes the batch without a producer id.</summary>
    public byte[] Finish(long timestamp) =>
        Finish(new RecordBatchHeader(0, 0, 2, 0, 0, count - 1, timestamp, timestamp, -1, -1, -1, count));

    /// <summary>Adds an encoded record (<see cref="Record.Raw"/>).</summary>
    public void Add(ReadOnlySpan<byte> raw)
    {
        Varlong(bytes, raw.Length);
        bytes.Write(raw);
    }

    /// <summary>Completes the batch with <paramref name="header"/>; length and CRC are computed.</summary>
    public byte[] Finish(in RecordBatchHeader header)
    {
        var batch = bytes.WrittenSpan.ToArray();
        RecordBatchHeader.Assign(batch, header.BaseOffset, PartitionLog.LeaderEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(8), batch.Length - RecordBatchHeader.LengthEnd);
        batch[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(21), header.Attributes);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(23), header.LastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(27), header.BaseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(35), header.MaxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(43), header.ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(51), header.ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(53), header.BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(57), header.RecordCount);
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), Crc32C.Compute(batch.AsSpan(RecordBatchHeader.CrcStart)));
        return batch;
    }

    private static void Varlong(ArrayBufferWriter<byte> target, long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        for (; zigzag >= 0x80; zigzag >>= 7) Byte(target, (byte)(zigzag | 0x80));
        Byte(target, (byte)zigzag);
    }

    private static void Byte(ArrayBufferWriter<byte> target, byte value)
    {
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }
}
