using System.Buffers.Binary;

namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>Reads the fields of one protobuf message; malformed input is an <see cref="InvalidDataException"/>.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;
    private int wireType;

    /// <summary>Goes to the next field; the value must be read, or skipped, before the next call.</summary>
    public bool Next(out int field)
    {
        field = 0;
        if (rest.IsEmpty) return false;
        var tag = RawVarint();
        field = (int)(tag >> 3);
        wireType = (int)(tag & 7);
        return true;
    }

    public ulong Varint()
    {
        Expect(0);
        return RawVarint();
    }

    public ulong Fixed64()
    {
        Expect(1);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
    }

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    public ReadOnlySpan<byte> Bytes()
    {
        Expect(2);
        return Take(RawVarint());
    }

    public void Skip()
    {
        switch (wireType)
        {
            case 0: RawVarint(); break;
            case 1: Take(8); break;
            case 2: Take(RawVarint()); break;
            case 5: Take(4); break;
            default: throw new InvalidDataException($"Wire type {wireType} is not known.");
        }
    }

    private readonly void Expect(int expected)
    {
        if (wireType != expected) throw new InvalidDataException($"A field has wire type {wireType} instead of {expected}.");
    }

    private ulong RawVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("A varint is longer than ten bytes.");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)rest.Length) throw new InvalidDataException("The message ends in the middle of a field.");
        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }
}
