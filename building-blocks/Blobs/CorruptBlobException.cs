namespace MlOps.Blobs;

/// <summary>A blob whose stored bytes are not those that its digest names.</summary>
public sealed class CorruptBlobException(string digest, string reason) : IOException($"Blob {digest} is corrupt: {reason}.")
{
    public string Digest { get; } = digest;
}
