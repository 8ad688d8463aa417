using Grpc.Core;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>What another stream reads, up to a number of bytes; more is RESOURCE_EXHAUSTED.</summary>
internal sealed class BoundedStream(Stream inner, int maxBytes) : Stream
{
    private int total;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        total += read;
        return total <= maxBytes ? read : throw new RpcException(
            new Status(StatusCode.ResourceExhausted, $"The message has more than {maxBytes} bytes when it is inflated."));
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
