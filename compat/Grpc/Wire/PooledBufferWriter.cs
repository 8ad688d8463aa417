using System.Buffers;

namespace Grpc.Wire;

/// <summary>A growing buffer of pooled memory.</summary>
internal sealed class PooledBufferWriter : IBufferWriter<byte>, IDisposable
{
    private const int Least = 256;

    private byte[] buffer = [];
    private int written;

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, written);

    public void Reserve(int length)
    {
        if (buffer.Length - written >= length) return;
        var larger = ArrayPool<byte>.Shared.Rent(checked(written + Math.Max(Math.Max(length, written), Least)));
        buffer.AsSpan(0, written).CopyTo(larger);
        Return();
        buffer = larger;
    }

    public void Advance(int count) => written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return buffer.AsMemory(written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return buffer.AsSpan(written);
    }

    public void Clear() => written = 0;

    public void Dispose()
    {
        Return();
        buffer = [];
        written = 0;
    }

    private void Return()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }
}
