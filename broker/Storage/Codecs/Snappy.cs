using System.Buffers.Binary;

namespace MlOps.Broker.Storage.Codecs;

/// <summary>Decompresses Snappy: a raw block, or blocks in the framing of the Java clients.</summary>
internal static class Snappy
{
    private const int FramingHeader = 16;

    private static ReadOnlySpan<byte> FramingMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> source)
    {
        var output = new DecompressedBytes();
        if (!source.StartsWith(FramingMagic))
        {
            Block(source, output);
            return output.Written;
        }

        for (source = source[FramingHeader..]; source.Length > 0;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(source);
            Block(source.Slice(sizeof(int), length), output);
            source = source[(sizeof(int) + length)..];
        }

        return output.Written;
    }

    private static void Block(ReadOnlySpan<byte> source, DecompressedBytes output)
    {
        while ((source[0] & 0x80) != 0) source = source[1..];
        source = source[1..];
        var start = output.Length;
        while (source.Length > 0)
        {
            var tag = source[0];
            switch (tag & 3)
            {
                case 0:
                    var length = tag >> 2;
                    var extra = Math.Max(0, length - 59);
                    if (extra > 0) length = (int)LittleEndian(source.Slice(1, extra));
                    output.Literal(source.Slice(1 + extra, length + 1));
                    source = source[(2 + extra + length)..];
                    break;
                case 1:
                    output.Copy(((tag >> 5) << 8) | source[1], ((tag >> 2) & 7) + 4, start);
                    source = source[2..];
                    break;
                case 2:
                    output.Copy((int)LittleEndian(source.Slice(1, 2)), (tag >> 2) + 1, start);
                    source = source[3..];
                    break;
                default:
                    output.Copy((int)LittleEndian(source.Slice(1, 4)), (tag >> 2) + 1, start);
                    source = source[5..];
                    break;
            }
        }
    }

    private static uint LittleEndian(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (var i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }
}
