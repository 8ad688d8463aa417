using System.Security.Cryptography;

namespace MlOps.Blobs;

/// <summary>A forward-only stream that throws <see cref="CorruptBlobException"/> at the end if the content does not match.</summary>
internal sealed class VerifyingStream(Stream inner, string digest) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException("A blob stream cannot seek.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Verified(buffer.Span, read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => Verified(buffer, inner.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A blob stream cannot seek.");

    public override void SetLength(long value) => throw new NotSupportedException("A blob is immutable.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A blob is immutable.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Verified(ReadOnlySpan<byte> buffer, int read)
    {
        if (read > 0)
        {
            hash.AppendData(buffer[..read]);
        }
        else if (buffer.Length > 0 && !ended)
        {
            ended = true;
            var actual = Digest.Of(hash.GetHashAndReset());
            if (actual != digest) throw new CorruptBlobException(digest, $"its content has the digest {actual}");
        }

        return read;
    }
}
