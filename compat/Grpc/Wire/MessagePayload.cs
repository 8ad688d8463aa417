using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>Offers the payload of one received message after another to marshallers.</summary>
internal sealed class MessagePayload : DeserializationContext
{
    private const int Chunk = 16 * 1024;

    private ReadOnlySequence<byte> payload;

    public override int PayloadLength => (int)payload.Length;

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;

    /// <summary>Reads a message, decompressed where it is compressed.</summary>
    /// <exception cref="RpcException">It is compressed although no compression was announced, or not validly, or too large.</exception>
    public T Deserialize<T>(Func<DeserializationContext, T> deserializer, in ReadOnlySequence<byte> received, bool compressed, ICompressionProvider? compression, int? maxLength)
    {
        payload = compressed ? Decompress(received, compression, maxLength) : received;
        try
        {
            return deserializer(this);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Failed to deserialize message.", exception));
        }
        finally
        {
            payload = default;
        }
    }

    private static ReadOnlySequence<byte> Decompress(in ReadOnlySequence<byte> received, ICompressionProvider? compression, int? maxLength)
    {
        if (compression is null)
            throw MessageFrame.Fault(StatusCode.Internal, "A compressed message came without a grpc-encoding that says how.");

        var plain = new ArrayBufferWriter<byte>();
        try
        {
            using var stream = compression.CreateDecompressionStream(new MemoryStream(received.ToArray(), writable: false));
            int read;
            while ((read = stream.Read(plain.GetSpan(Chunk))) > 0)
            {
                plain.Advance(read);
                if (plain.WrittenCount > maxLength)
                    throw MessageFrame.Fault(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Failed to decompress message.", exception));
        }
        return new ReadOnlySequence<byte>(plain.WrittenMemory);
    }
}
