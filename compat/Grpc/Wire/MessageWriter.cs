using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>Frames one message after another; a message of known length goes into the target without a copy.</summary>
internal sealed class MessageWriter(int? maxLength, CompressionLevel? compressionLevel) : SerializationContext
{
    private IBufferWriter<byte> target = null!;
    private ICompressionProvider? compression;
    private ArrayBufferWriter<byte>? buffer;
    private bool headerWritten;
    private bool completed;

    /// <summary>Whether any of the last message has gone into the target.</summary>
    public bool HasWritten => headerWritten;

    /// <summary>Writes a message, compressed where <paramref name="with"/> is given.</summary>
    /// <exception cref="RpcException">It is too large (RESOURCE_EXHAUSTED); nothing has been written.</exception>
    public void Write<T>(Action<T, SerializationContext> serializer, T message, IBufferWriter<byte> into, ICompressionProvider? with)
    {
        target = into;
        compression = with;
        buffer = null;
        headerWritten = false;
        completed = false;
        serializer(message, this);
        if (!completed) throw new InvalidOperationException("The serializer did not complete.");
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ThrowIfTooLarge(payloadLength);
        if (compression is not null || headerWritten) return;
        (target as PooledBufferWriter)?.Reserve(MessageFrame.HeaderLength + payloadLength);
        MessageFrame.WriteHeader(target, false, payloadLength);
        headerWritten = true;
    }

    public override IBufferWriter<byte> GetBufferWriter() => headerWritten ? target : buffer ??= new ArrayBufferWriter<byte>();

    public override void Complete()
    {
        if (!headerWritten) WriteWhole(buffer is null ? default : buffer.WrittenSpan);
        completed = true;
    }

    public override void Complete(byte[] payload)
    {
        if (headerWritten) target.Write(payload);
        else WriteWhole(payload);
        completed = true;
    }

    private void WriteWhole(ReadOnlySpan<byte> payload)
    {
        ThrowIfTooLarge(payload.Length);
        if (compression is null)
        {
            headerWritten = true;
            MessageFrame.WriteHeader(target, false, payload.Length);
            target.Write(payload);
            return;
        }
        headerWritten = true;
        var compressed = new MemoryStream();
        using (var stream = compression.CreateCompressionStream(compressed, compressionLevel)) stream.Write(payload);
        MessageFrame.WriteHeader(target, true, (int)compressed.Length);
        target.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }

    private void ThrowIfTooLarge(int length)
    {
        if (length > maxLength) throw MessageFrame.Fault(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");
    }
}
