using System.Text;

namespace MlOps.Onnx.Tests;

/// <summary>Writes protobuf messages field by field.</summary>
internal sealed class Protobuf
{
    private readonly List<byte> bytes = [];

    public byte[] Bytes => [.. bytes];

    public Protobuf Integer(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public Protobuf Float(int field, float value)
    {
        Varint((ulong)field << 3 | 5);
        bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public Protobuf Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

    public Protobuf Message(int field, Protobuf value) => Data(field, value.Bytes);

    public Protobuf Each<T>(IEnumerable<T> values, Func<Protobuf, T, Protobuf> write) => values.Aggregate(this, write);

    private Protobuf Data(int field, byte[] value)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)value.Length);
        bytes.AddRange(value);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
