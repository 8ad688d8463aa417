using System.Buffers.Binary;

namespace MlOps.Broker.Storage.Codecs;

/// <summary>Decompresses the LZ4 frame format.</summary>
internal static class Lz4
{
    private const uint Magic = 0x184D2204;
    private const byte BlockChecksums = 0x10;
    private const byte ContentSize = 0x08;
    private const byte DictionaryId = 0x01;
    private const uint StoredAsIs = 0x80000000;

    public static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> source)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic) throw new InvalidDataException("The data is not an LZ4 frame.");
        var flags = source[4];
        source = source[(7 + ((flags & ContentSize) != 0 ? 8 : 0) + ((flags & DictionaryId) != 0 ? 4 : 0))..];
        var output = new DecompressedBytes();
        while (BinaryPrimitives.ReadUInt32LittleEndian(source) is not 0 and var size)
        {
            var length = (int)(size & ~StoredAsIs);
            var block = source.Slice(sizeof(uint), length);
            if ((size & StoredAsIs) != 0) output.Literal(block);
            else Block(block, output);
            source = source[(sizeof(uint) + length + ((flags & BlockChecksums) != 0 ? sizeof(uint) : 0))..];
        }

        return output.Written;
    }

    private static void Block(ReadOnlySpan<byte> source, DecompressedBytes output)
    {
        while (source.Length > 0)
        {
            var token = source[0];
            source = source[1..];
            var literals = Length(token >> 4, ref source);
            output.Literal(source[..literals]);
            source = source[literals..];
            if (source.Length == 0) return;
            var distance = BinaryPrimitives.ReadUInt16LittleEndian(source);
            source = source[2..];
            output.Copy(distance, Length(token & 15, ref source) + 4);
        }
    }

    /// <summary>A length of 15 continues in the following bytes, up to the first that is not 255.</summary>
    private static int Length(int length, ref ReadOnlySpan<byte> source)
    {
        if (length < 15) return length;
        byte next;
        do
        {
            next = source[0];
            length += next;
            source = source[1..];
        }
        while (next == byte.MaxValue);

        return length;
    }
}
