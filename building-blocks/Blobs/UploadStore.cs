namespace MlOps.Blobs;

/// <summary>
/// Files that were received and are not accepted yet, by name: durable, so that the work on them can be queued, and removed afterwards.
/// Unlike blobs they are neither shared nor kept.
/// </summary>
public sealed class UploadStore
{
    private readonly string root;

    /// <param name="root">The directory of the uploads; created if missing. Every replica of a service must see the same one.</param>
    public UploadStore(string root)
    {
        this.root = Path.GetFullPath(root);
        Directory.CreateDirectory(this.root);
    }

    /// <summary>
    /// Stores a file and returns the digest and size of its content once the disk holds it. Nothing is left of a failure.
    /// </summary>
    public async Task<BlobRef> PutAsync(string name, Stream content, CancellationToken cancellation)
    {
        try
        {
            var stored = await HashedFile.WriteAsync(content, PathOf(name), cancellation);
            DurableFile.SyncDirectory(root);
            return stored;
        }
        catch
        {
            Remove(name);
            throw;
        }
    }

    /// <summary>The path of an upload.</summary>
    public string PathOf(string name) => Path.GetFileName(name) == name && name.Length > 0
        ? Path.Combine(root, name)
        : throw new ArgumentException("An upload's name must not have directories.", nameof(name));

    /// <summary>Removes an upload; idempotent.</summary>
    public void Remove(string name) => File.Delete(PathOf(name));

    /// <summary>The names of the uploads that were written before a moment.</summary>
    public IEnumerable<string> Before(DateTimeOffset moment) =>
        new DirectoryInfo(root).EnumerateFiles().Where(file => file.LastWriteTimeUtc < moment.UtcDateTime).Select(file => file.Name);
}
