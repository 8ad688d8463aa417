namespace MlOps.Blobs;

/// <summary>A digest whose blob is not in the store.</summary>
public sealed class BlobNotFoundException(string digest) : IOException($"Blob {digest} is not in the store.")
{
    public string Digest { get; } = digest;
}
