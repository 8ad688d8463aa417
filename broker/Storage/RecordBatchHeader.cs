using System.Buffers.Binary;
using MlOps.Broker.Storage.Codecs;

namespace MlOps.Broker.Storage;

/// <summary>The fixed header of a record batch of format 2, as the protocol lays it out.</summary>
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
    /// <summary>Bytes of the header.</summary>
    public const int Size = 61;

    /// <summary>Bytes before the part that <see cref="BatchLength"/> counts.</summary>
    public const int LengthEnd = 12;

    /// <summary>Where the part begins that the CRC covers.</summary>
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

    /// <summary>Reads the <see cref="Size"/> bytes at the start of a batch, whatever they hold.</summary>
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

    /// <summary>Writes the two fields that the broker fills in, neither of which the CRC covers.</summary>
    public static void Assign(Span<byte> batch, long baseOffset, int leaderEpoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[12..], leaderEpoch);
    }

    /// <summary>Stamps the whole batch with the broker's time (message.timestamp.type=LogAppendTime) and seals it anew.</summary>
    public static void StampAppendTime(Span<byte> batch, long milliseconds)
    {
        const short logAppendTimeFlag = 0x08;
        BinaryPrimitives.WriteInt16BigEndian(batch[21..], (short)(BinaryPrimitives.ReadInt16BigEndian(batch[21..]) | logAppendTimeFlag));
        BinaryPrimitives.WriteInt64BigEndian(batch[35..], milliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(batch[17..], Crc32C.Compute(batch[CrcStart..]));
    }
}
