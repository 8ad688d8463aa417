using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MlOps.Broker.Files;

namespace MlOps.Broker.Protocol;

/// <summary>Builds a response frame: bytes in a pooled buffer, record batches as file slices that are read when they are sent.</summary>
internal sealed class ResponseWriter : IDisposable
{
    private readonly List<(int Position, FileSlice Slice)> slices = [];
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(512);
    private int length;
    private long sliceBytes;

    /// <summary>Whether the version is flexible: lengths are varints, and structures end in tagged fields.</summary>
    public bool Flexible { get; set; }

    /// <summary>Whether the protocol sends no response (produce with acks=0).</summary>
    public bool Omitted { get; set; }

    public ReadOnlyMemory<byte> Buffer => buffer.AsMemory(0, length);

    /// <summary>The file slices, each with the position in <see cref="Buffer"/> at which it is inserted.</summary>
    public IReadOnlyList<(int Position, FileSlice Slice)> Slices => slices;

    public void Int8(sbyte value) => Reserve(1)[0] = (byte)value;

    public void Boolean(bool value) => Reserve(1)[0] = value ? (byte)1 : (byte)0;

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    public void Error(ErrorCode code) => Int16((short)code);

    public void Uuid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    public void UnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    public void String(string? value)
    {
        if (value is null)
        {
            if (Flexible) UnsignedVarint(0);
            else Int16(-1);
            return;
        }

        var size = Encoding.UTF8.GetByteCount(value);
        if (Flexible) UnsignedVarint((uint)size + 1);
        else Int16(checked((short)size));
        Encoding.UTF8.GetBytes(value, Reserve(size));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Length(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>Writes record batches as slices of segment files, and takes ownership of the slices.</summary>
    public void Records(IReadOnlyList<FileSlice> records)
    {
        var size = 0;
        foreach (var slice in records)
        {
            size += slice.Length;
            slices.Add((0, slice));
        }

        Length(size);
        for (var i = slices.Count - records.Count; i < slices.Count; i++) slices[i] = (length, slices[i].Slice);
        sliceBytes += size;
    }

    public void Array<T>(IReadOnlyCollection<T>? items, Action<ResponseWriter, T> element)
    {
        Length(items?.Count ?? -1);
        foreach (var item in items ?? []) element(this, item);
    }

    /// <summary>Writes the empty tagged fields at the end of a structure in a flexible version.</summary>
    public void Tags()
    {
        if (Flexible) UnsignedVarint(0);
    }

    /// <summary>Starts the frame: a placeholder for its size, the correlation id, and the header's tagged fields.</summary>
    public void Begin(int correlationId, bool flexibleHeader)
    {
        Int32(0);
        Int32(correlationId);
        if (flexibleHeader) UnsignedVarint(0);
    }

    /// <summary>Completes the frame: writes its size at the start.</summary>
    public void End() => BinaryPrimitives.WriteInt32BigEndian(buffer, checked((int)(length - 4 + sliceBytes)));

    /// <summary>Returns the buffer to the pool and releases the slices' files.</summary>
    public void Dispose()
    {
        foreach (var (_, slice) in slices) slice.File.Release();
        slices.Clear();
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void Length(int count)
    {
        if (Flexible) UnsignedVarint((uint)(count + 1));
        else Int32(count);
    }

    private Span<byte> Reserve(int count)
    {
        if (length + count > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + count));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        length += count;
        return buffer.AsSpan(length - count, count);
    }
}
