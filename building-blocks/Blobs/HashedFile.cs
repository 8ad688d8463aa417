using System.Security.Cryptography;

namespace MlOps.Blobs;

/// <summary>Writes files durably while it computes their digest.</summary>
internal static class HashedFile
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Writes a new file; returns once it is synced. The directory is not.</summary>
    public static async Task<BlobRef> WriteAsync(Stream content, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        var buffer = new byte[BufferBytes];
        long size = 0;
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            size += read;
        }

        DurableFile.Sync(file.SafeFileHandle);
        return new BlobRef(Digest.Of(hash.GetHashAndReset()), size);
    }
}
