using System.Buffers;

namespace Grpc.Core;

/// <summary>Collects one message in an array.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private ArrayBufferWriter<byte>? writer;
    private byte[]? payload;

    public byte[] Payload => payload ?? writer?.WrittenSpan.ToArray() ?? throw new InvalidOperationException("The serializer did not complete.");

    public override void Complete(byte[] payload) => this.payload = payload;

    public override IBufferWriter<byte> GetBufferWriter() => writer ??= new ArrayBufferWriter<byte>();

    public override void SetPayloadLength(int payloadLength) => writer = new ArrayBufferWriter<byte>(Math.Max(payloadLength, 1));

    public override void Complete() => GetBufferWriter();
}
