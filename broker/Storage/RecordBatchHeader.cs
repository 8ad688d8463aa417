using System.Buffers.Binary;
using MlOps.Broker.Storage.Codecs;

namespace MlOps.Broker.Storage;

/// <summary>The fixed-size header of a record batch (magic 2).</summary>
internal readonly record struct RecordBatchHeader(
    long BaseOffset,
    int BatchLength,
    byte Magic,
    uint Crc,
    short Attributes,
    int LastOffsetDelta,
    long BaseTimestamp,
    long MaxTimestamp,
    long ProducerId,
    short ProducerEpoch,
    int BaseSequence,
    int RecordCount)
{
    /// <summary>Size of the header in bytes.</summary>
    public const int Size = 61;

    /// <summary>End of the length field; <see cref="BatchLength"/> counts the bytes after it.</summary>
    public const int LengthEnd = 12;

    /// <summary>Start of the bytes that the CRC covers.</summary>
    public const int CrcStart = 21;

    private const short CompressionMask = 0x07;
    private const short TransactionalFlag = 0x10;
    private const short ControlFlag = 0x20;

    public int TotalSize => LengthEnd + BatchLength;

    public long LastOffset => BaseOffset + LastOffsetDelta;

    public Compression Compression => (Compression)(Attributes & CompressionMask);

    /// <summary>The attributes of the same batch without compression.</summary>
    public short UncompressedAttributes => (short)(Attributes & ~CompressionMask);

    public bool IsTransactional => (Attributes & TransactionalFlag) != 0;

    public bool IsControl => (Attributes & ControlFlag) != 0;

    /// <summary>The sequence number of the last record; it wraps at 2^31.</summary>
    public int LastSequence => (int)(((long)BaseSequence + LastOffsetDelta) & int.MaxValue);

    /// <summary>Reads the header at the start of a batch, without validation.</summary>
    public static RecordBatchHeader Read(ReadOnlySpan<byte> batch) => new(
        BinaryPrimitives.ReadInt64BigEndian(batch),
        BinaryPrimitives.ReadInt32BigEndian(batch[8..]),
        batch[16],
        BinaryPrimitives.ReadUInt32BigEndian(batch[17..]),
        BinaryPrimitives.ReadInt16BigEndian(batch[21..]),
        BinaryPrimitives.ReadInt32BigEndian(batch[23..]),
        BinaryPrimitives.ReadInt64BigEndian(batch[27..]),
        BinaryPrimitives.ReadInt64BigEndian(batch[35..]),
        BinaryPrimitives.ReadInt64BigEndian(batch[43..]),
        BinaryPrimitives.ReadInt16BigEndian(batch[51..]),
        BinaryPrimitives.ReadInt32BigEndian(batch[53..]),
        BinaryPrimitives.ReadInt32BigEndian(batch[57..]));

    /// <summary>Writes the two fields that the broker assigns; the CRC covers neither.</summary>
    public static void Assign(Span<byte> batch, long baseOffset, int leaderEpoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[12..], leaderEpoch);
    }

    /// <summary>Sets the timestamp of the batch to the broker's (message.timestamp.type=LogAppendTime) and recomputes the CRC.</summary>
    public static void StampAppendTime(Span<byte> batch, long milliseconds)
    {
        const short logAppendTimeFlag = 0x08;
        BinaryPrimitives.WriteInt16BigEndian(batch[21..], (short)(BinaryPrimitives.ReadInt16BigEndian(batch[21..]) | logAppendTimeFlag));
        BinaryPrimitives.WriteInt64BigEndian(batch[35..], milliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(batch[17..], Crc32C.Compute(batch[CrcStart..]));
    }
}
