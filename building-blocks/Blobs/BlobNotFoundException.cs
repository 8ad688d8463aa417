namespace MlOps.Blobs;

/// <summary>The blob does not exist.</summary>
public sealed class BlobNotFoundException(string digest) : IOException($"Blob {digest} is not in the store.")
{
    /// <summary>The digest that was requested.</summary>
    public string Digest { get; } = digest;
}
