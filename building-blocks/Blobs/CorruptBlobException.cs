namespace MlOps.Blobs;

/// <summary>The content of a blob does not match its digest.</summary>
public sealed class CorruptBlobException(string digest, string reason) : IOException($"Blob {digest} is corrupt: {reason}.")
{
    /// <summary>The digest of the corrupt blob.</summary>
    public string Digest { get; } = digest;
}
