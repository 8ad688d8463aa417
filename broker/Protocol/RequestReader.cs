using System.Buffers.Binary;
using System.Text;

namespace MlOps.Broker.Protocol;

/// <summary>Reads the primitive types of the protocol, in the compact encoding if the version is flexible.</summary>
/// <remarks>Every read is bounds-checked; a violation throws <see cref="MalformedRequestException"/>.</remarks>
internal sealed class RequestReader(ReadOnlyMemory<byte> frame)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private int position;

    /// <summary>Whether the version is flexible: lengths are varints, and structures end in tagged fields.</summary>
    public bool Flexible { get; set; }

    public int Remaining => frame.Length - position;

    public sbyte Int8() => (sbyte)Take(1)[0];

    public bool Boolean() => Take(1)[0] != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public Guid Uuid() => new(Take(16), bigEndian: true);

    public uint UnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(1)[0];
            if (shift == 28 && next > 0x0f) break;
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw new MalformedRequestException("a varint has more than 32 bits");
    }

    public string String() => NullableString() ?? throw new MalformedRequestException("a non-nullable string is null");

    public string? NullableString() => Text(Flexible ? CompactLength() : Int16());

    /// <summary>Reads the client id, which is not compact even in flexible headers.</summary>
    public string? NullableLegacyString() => Text(Int16());

    public ReadOnlyMemory<byte> Bytes() => NullableBytes() ?? throw new MalformedRequestException("non-nullable bytes are null");

    /// <summary>A slice of the frame, valid only as long as the frame is.</summary>
    public ReadOnlyMemory<byte>? NullableBytes()
    {
        var length = Flexible ? CompactLength() : Int32();
        if (length == -1) return null;
        Take(length);
        return frame.Slice(position - length, length);
    }

    public List<T> Array<T>(Func<RequestReader, T> element) =>
        NullableArray(element) ?? throw new MalformedRequestException("a non-nullable array is null");

    public List<T>? NullableArray<T>(Func<RequestReader, T> element)
    {
        var count = Flexible ? CompactLength() : Int32();
        if (count == -1) return null;
        // An element takes at least one byte, so a hostile count cannot make us allocate more than the size of the frame.
        if (count < 0 || count > Remaining) throw new MalformedRequestException($"an array of {count} elements in {Remaining} bytes");
        var list = new List<T>(count);
        for (var i = 0; i < count; i++) list.Add(element(this));
        return list;
    }

    /// <summary>Skips the tagged fields at the end of a structure in a flexible version.</summary>
    public void Tags()
    {
        if (!Flexible) return;
        for (var count = UnsignedVarint(); count > 0; count--)
        {
            UnsignedVarint();
            var size = UnsignedVarint();
            if (size > Remaining) throw new MalformedRequestException("a tagged field exceeds the request");
            Take((int)size);
        }
    }

    /// <summary>Ends a structure whose fields have just been read: skips its tagged fields.</summary>
    public T Structure<T>(T fields)
    {
        Tags();
        return fields;
    }

    private int CompactLength()
    {
        var length = UnsignedVarint();
        return length <= int.MaxValue ? (int)length - 1 : throw new MalformedRequestException($"the length {length} is too large");
    }

    private string? Text(int length)
    {
        if (length == -1) return null;
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedRequestException("a string is not UTF-8");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > Remaining) throw new MalformedRequestException($"{length} bytes expected, {Remaining} left");
        position += length;
        return frame.Span.Slice(position - length, length);
    }
}
