using System.Buffers.Binary;
using System.Text;

namespace MlOps.ServiceDefaults.Tests.Hostile;

/// <summary>HTTP/2 frames written by hand (RFC 9113), with headers that HPACK (RFC 7541) leaves uncompressed.</summary>
internal static class RawHttp2
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Settings = 4;
    public const byte WindowUpdate = 8;
    public const byte Acknowledged = 1;
    private const byte EndHeaders = 4;

    public static byte[] Preface => Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    /// <summary>A connection's first bytes: preface, settings, the headers of a call and some of its body, without an end.</summary>
    public static byte[] OpenStream(string path, string token, byte[] body) =>
    [
        .. Preface,
        .. Frame(Settings, 0, 0, []),
        .. Frame(Headers, EndHeaders, 1, [
            .. Field(":method", "POST"), .. Field(":scheme", "http"), .. Field(":path", path), .. Field(":authority", "localhost"),
            .. Field("content-type", "application/grpc"), .. Field("te", "trailers"), .. Field("authorization", $"Bearer {token}"),
        ]),
        .. Frame(Data, 0, 1, body),
    ];

    public static byte[] Frame(byte type, byte flags, uint stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>A literal header field without indexing; the name is shorter than 127 bytes.</summary>
    private static byte[] Field(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. Length(value.Length), .. Encoding.ASCII.GetBytes(value)];

    // An integer with a prefix of seven bits.
    private static byte[] Length(int value)
    {
        if (value < 127) return [(byte)value];
        var bytes = new List<byte> { 127 };
        for (value -= 127; value >= 128; value >>= 7) bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
