using System.Buffers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>Reads messages from the body of a response.</summary>
internal sealed class ResponseReader(Stream body, int? maxLength, MessagePayload payload)
{
    private const int InitialBuffer = 4096;
    private const int LeastGrowth = 64 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
    private int start;
    private int end;

    /// <summary>Reads the next message; null at the end of the body, after which nothing may be read.</summary>
    public async ValueTask<T?> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        if (!await FillAsync(MessageFrame.HeaderLength, cancellationToken))
        {
            if (end > start) throw new InvalidDataException("Unexpected end of content while reading the message header.");
            Release();
            return null;
        }
        var (compressed, length) = MessageFrame.ReadHeader(buffer.AsSpan(start, MessageFrame.HeaderLength), maxLength);
        if (!await FillAsync(MessageFrame.HeaderLength + length, cancellationToken)) throw new InvalidDataException("Unexpected end of content while reading the message content.");

        var message = payload.Deserialize(deserializer, new ReadOnlySequence<byte>(buffer, start + MessageFrame.HeaderLength, length), compressed);
        start += MessageFrame.HeaderLength + length;
        return message;
    }

    /// <summary>Reads until so many bytes are there; false if the body ends before.</summary>
    private async ValueTask<bool> FillAsync(int needed, CancellationToken cancellationToken)
    {
        while (end - start < needed)
        {
            MakeRoom(needed);
            var read = await body.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0) return false;
            end += read;
        }
        return true;
    }

    /// <summary>Grows with what has arrived, not with what a header announces.</summary>
    private void MakeRoom(int needed)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }
        if (end < buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(needed, Math.Max(buffer.Length * 2L, LeastGrowth)));
        buffer.AsSpan(0, end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void Release()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
