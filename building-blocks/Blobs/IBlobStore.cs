namespace MlOps.Blobs;

/// <summary>A content-addressed blob store: immutable blobs identified by their SHA-256, which is verified on read.</summary>
public interface IBlobStore
{
    /// <summary>
    /// Stores a blob durably and returns its digest; idempotent for the same content. Blobs are shared between workspaces, but the store
    /// knows which workspaces have stored one.
    /// </summary>
    Task<BlobRef> PutAsync(Stream content, CancellationToken cancellation);

    /// <summary>
    /// Opens a blob; reading to the end throws <see cref="CorruptBlobException"/> if the content does not match the digest.
    /// </summary>
    /// <exception cref="BlobNotFoundException">The blob does not exist.</exception>
    Task<Stream> OpenAsync(string digest, CancellationToken cancellation);

    /// <summary>Whether the blob exists; its content is not verified.</summary>
    Task<bool> ExistsAsync(string digest, CancellationToken cancellation);

    /// <summary>
    /// Whether the blob exists and the workspace has stored it. Check this before a digest that a caller sends gives access to content.
    /// </summary>
    Task<bool> IsHeldAsync(string digest, string workspace, CancellationToken cancellation);

    /// <summary>The path of a local file with the verified blob; callers must not modify it.</summary>
    /// <exception cref="BlobNotFoundException">The blob does not exist.</exception>
    /// <exception cref="CorruptBlobException">The content does not match the digest.</exception>
    Task<string> LocalPathAsync(string digest, CancellationToken cancellation);
}

/// <summary>A stored blob: digest <c>sha256:&lt;64 hex digits&gt;</c> and size in bytes.</summary>
public sealed record BlobRef(string Digest, long Size);
