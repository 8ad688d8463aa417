namespace MlOps.Broker.Storage;

/// <summary>Reads the uncompressed records of a batch.</summary>
internal ref struct RecordReader(ReadOnlyMemory<byte> records)
{
    private readonly ReadOnlyMemory<byte> records = records;
    private int position;

    /// <summary>All <paramref name="count"/> records.</summary>
    /// <exception cref="InvalidDataException">The bytes are not that many records.</exception>
    public static List<Record> ReadAll(ReadOnlyMemory<byte> records, int count)
    {
        var reader = new RecordReader(records);
        var list = new List<Record>(Math.Min(count, records.Length));
        for (var i = 0; i < count; i++) list.Add(reader.Next());
        return list;
    }

    private Record Next()
    {
        var length = Length(Varlong());
        var end = position + length;
        var start = position;
        Take(1);
        var timestampDelta = Varlong();
        var offsetDelta = Varlong();
        var key = Field();
        var value = Field();
        if (position > end || offsetDelta is < 0 or > int.MaxValue) throw new InvalidDataException("A record's fields exceed its length.");
        position = end;
        return new Record((int)offsetDelta, timestampDelta, key, value, records[start..end]);
    }

    private ReadOnlyMemory<byte>? Field()
    {
        var length = Varlong();
        if (length == -1) return null;
        return Take(Length(length));
    }

    private readonly int Length(long length) => length >= 0 && length <= records.Length - position
        ? (int)length
        : throw new InvalidDataException("A record exceeds its batch.");

    private ReadOnlyMemory<byte> Take(int length)
    {
        var start = position;
        position += Length(length);
        return records[start..position];
    }

    /// <summary>A zigzag varint of up to 64 bits.</summary>
    private long Varlong()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new InvalidDataException("A varint has more than 64 bits.");
    }
}
