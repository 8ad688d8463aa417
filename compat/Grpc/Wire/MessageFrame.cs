using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>A message on the wire: one byte that says whether it is compressed, its length in four bytes, its payload.</summary>
internal static class MessageFrame
{
    public const int HeaderLength = 5;

    /// <summary>Reads the header at the start of a buffer of at least <see cref="HeaderLength"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The header is malformed.</exception>
    /// <exception cref="RpcException">The message is too large (RESOURCE_EXHAUSTED).</exception>
    public static (bool Compressed, int Length) ReadHeader(ReadOnlySpan<byte> header, int? maxLength)
    {
        var compressed = header[0] switch
        {
            0 => false,
            1 => true,
            _ => throw new InvalidDataException("Unexpected compressed flag value in message header."),
        };
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > int.MaxValue) throw new InvalidDataException($"Message too large: {length}");
        if (length > (maxLength ?? int.MaxValue - HeaderLength))
            throw Fault(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
        return (compressed, (int)length);
    }

    /// <summary>Cuts the first whole message off a buffer; false when there is none yet.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int? maxLength, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        compressed = false;
        payload = default;
        if (buffer.Length < HeaderLength) return false;

        int length;
        if (buffer.FirstSpan.Length >= HeaderLength)
        {
            (compressed, length) = ReadHeader(buffer.FirstSpan, maxLength);
        }
        else
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            buffer.Slice(0, HeaderLength).CopyTo(header);
            (compressed, length) = ReadHeader(header, maxLength);
        }
        if (buffer.Length - HeaderLength < length) return false;

        payload = buffer.Slice(HeaderLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    public static void WriteHeader(IBufferWriter<byte> writer, bool compressed, int length)
    {
        var header = writer.GetSpan(HeaderLength);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        writer.Advance(HeaderLength);
    }

    public static RpcException Fault(StatusCode code, string detail) => new(new Status(code, detail));
}
