using MlOps.ServiceDefaults.Errors;

namespace MlOps.Blobs;

/// <summary>The chunks of an upload as a stream that is read once, within limits.</summary>
/// <param name="chunks">The chunks; empty ones are skipped.</param>
/// <param name="maxChunk">Bytes of a chunk; more is INVALID_ARGUMENT on <c>chunk</c>.</param>
/// <param name="maxTotal">Bytes of all chunks; more is RESOURCE_EXHAUSTED.</param>
/// <param name="limit">The name of that limit, e.g. <c>artifact size</c>.</param>
public sealed class ChunkStream(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, int maxChunk, long maxTotal, string limit) : Stream
{
    private readonly IAsyncEnumerator<ReadOnlyMemory<byte>> source = chunks.GetAsyncEnumerator();
    private ReadOnlyMemory<byte> current;
    private long total;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (current.IsEmpty)
        {
            if (!await source.MoveNextAsync()) return 0;
            current = source.Current;
            if (current.Length > maxChunk)
                throw new InvalidRequestException("chunk", $"must have at most {maxChunk} bytes, has {current.Length}");
            total += current.Length;
            if (total > maxTotal) throw new LimitExceededException(limit, $"An upload has at most {maxTotal} bytes.");
        }

        var count = Math.Min(buffer.Length, current.Length);
        current.Span[..count].CopyTo(buffer.Span);
        current = current[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}
