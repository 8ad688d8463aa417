namespace MlOps.Blobs;

/// <summary>Immutable bytes by the SHA-256 of their content; everything read is verified.</summary>
public interface IBlobStore
{
    /// <summary>Stores the bytes durably and returns their digest; the same bytes again cost nothing and change nothing.</summary>
    Task<BlobRef> PutAsync(Stream content, CancellationToken cancellation);

    /// <summary>
    /// Opens a blob; reading to its end throws <see cref="CorruptBlobException"/> if the bytes are not those of the digest.
    /// </summary>
    /// <exception cref="BlobNotFoundException">There is no such blob.</exception>
    Task<Stream> OpenAsync(string digest, CancellationToken cancellation);

    /// <summary>Whether the blob is there.</summary>
    Task<bool> ExistsAsync(string digest, CancellationToken cancellation);

    /// <summary>The path of a local file with the blob's verified bytes, to be read only.</summary>
    /// <exception cref="BlobNotFoundException">There is no such blob.</exception>
    /// <exception cref="CorruptBlobException">The stored bytes are not those of the digest.</exception>
    Task<string> LocalPathAsync(string digest, CancellationToken cancellation);
}

/// <summary>A stored blob: digest <c>sha256:&lt;64 hex digits&gt;</c> and size in bytes.</summary>
public sealed record BlobRef(string Digest, long Size);
