using System.Buffers;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Offers the payload of one received message after another to marshallers, decompressed where it is compressed.</summary>
internal sealed class MessagePayload(CompressionProviders providers, string? encoding, int? maxLength) : DeserializationContext
{
    private const int Chunk = 16 * 1024;

    private ReadOnlySequence<byte> payload;

    public override int PayloadLength => (int)payload.Length;

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;

    /// <summary>Reads a message.</summary>
    /// <exception cref="RpcException">It is compressed as nobody announced (INTERNAL) or nobody here understands (UNIMPLEMENTED), or too large (RESOURCE_EXHAUSTED).</exception>
    public T Deserialize<T>(Func<DeserializationContext, T> deserializer, in ReadOnlySequence<byte> received, bool compressed)
    {
        payload = compressed ? Decompress(received) : received;
        try
        {
            return deserializer(this);
        }
        finally
        {
            payload = default;
        }
    }

    private ReadOnlySequence<byte> Decompress(in ReadOnlySequence<byte> received)
    {
        if (encoding is null) throw MessageFrame.Fault(StatusCode.Internal, "Request did not include grpc-encoding value with compressed message.");
        if (encoding == CompressionProviders.Identity) throw MessageFrame.Fault(StatusCode.Internal, "Request sent 'identity' grpc-encoding value with compressed message.");
        var compression = providers.Find(encoding) ?? throw MessageFrame.Fault(
            StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {providers.AcceptEncoding.Replace(",", ", ", StringComparison.Ordinal)}");

        var plain = new ArrayBufferWriter<byte>();
        using var stream = compression.CreateDecompressionStream(new MemoryStream(received.ToArray(), writable: false));
        int read;
        while ((read = stream.Read(plain.GetSpan(Chunk))) > 0)
        {
            plain.Advance(read);
            if (plain.WrittenCount > maxLength)
                throw MessageFrame.Fault(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
        }
        return new ReadOnlySequence<byte>(plain.WrittenMemory);
    }
}
