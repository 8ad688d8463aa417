using System.Collections.Concurrent;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Blobs;

/// <summary>Blob store in a local directory: files <c>ab/abcdef…</c>, written to a draft, fsynced, then renamed atomically.</summary>
internal sealed class LocalBlobStore : IBlobStore
{
    private const int BufferBytes = 128 * 1024;
    private readonly string root;
    private readonly string drafts;
    private readonly BlobHolders holders;
    // Size and modification time of each file when it was last verified: it is hashed again only if they changed.
    private readonly ConcurrentDictionary<string, (long Size, DateTime Changed)> verified = new();

    public LocalBlobStore(string root)
    {
        this.root = Path.GetFullPath(root);
        drafts = Path.Combine(this.root, "drafts");
        Directory.CreateDirectory(drafts);
        holders = new BlobHolders(Path.Combine(this.root, "holders"));
    }

    public async Task<BlobRef> PutAsync(Stream content, CancellationToken cancellation)
    {
        var draft = Path.Combine(drafts, Guid.NewGuid().ToString("n"));
        try
        {
            var blob = await HashedFile.WriteAsync(content, draft, cancellation);
            var path = PathOf(blob.Digest);
            // First, so that no blob is without its holder. What a service stores on its own account, such as a large message, has none.
            if (Caller.CurrentOrNone is { } caller) holders.Add(blob.Digest, caller.Workspace);
            if (await IsSoundAsync(blob.Digest, path, cancellation)) return blob;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Also repairs a corrupt file of the same digest.
            File.Move(draft, path, overwrite: true);
            DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
            DurableFile.SyncDirectory(root);
            return blob;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public Task<Stream> OpenAsync(string digest, CancellationToken cancellation) =>
        Task.FromResult<Stream>(new VerifyingStream(OpenFile(digest, PathOf(digest)), digest));

    public Task<bool> ExistsAsync(string digest, CancellationToken cancellation) => Task.FromResult(File.Exists(PathOf(digest)));

    public Task<bool> IsHeldAsync(string digest, string workspace, CancellationToken cancellation)
    {
        var file = new FileInfo(PathOf(digest));
        return Task.FromResult(file.Exists && holders.Has(digest, workspace, file.LastWriteTimeUtc));
    }

    public async Task<string> LocalPathAsync(string digest, CancellationToken cancellation)
    {
        var path = PathOf(digest);
        var file = new FileInfo(path);
        if (!file.Exists) throw new BlobNotFoundException(digest);
        if (verified.TryGetValue(digest, out var known) && known == (file.Length, file.LastWriteTimeUtc)) return path;
        await using var content = new VerifyingStream(OpenFile(digest, path), digest);
        await content.CopyToAsync(Stream.Null, BufferBytes, cancellation);
        verified[digest] = (file.Length, file.LastWriteTimeUtc);
        return path;
    }

    private async Task<bool> IsSoundAsync(string digest, string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return false;
        try
        {
            await LocalPathAsync(digest, cancellation);
            return true;
        }
        catch (CorruptBlobException)
        {
            return false;
        }
    }

    private static FileStream OpenFile(string digest, string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BlobNotFoundException(digest);
        }
    }

    private string PathOf(string digest)
    {
        var hex = Digest.HexOf(digest);
        return Path.Combine(root, hex[..2], hex);
    }
}
