using MlOps.ServiceDefaults.Identity;

namespace MlOps.Blobs;

/// <summary>Which workspaces have stored a blob: an empty file <c>&lt;workspace&gt;/ab/abcdef…</c> for each.</summary>
internal sealed class BlobHolders
{
    private readonly string root;
    private readonly DateTime since;

    /// <param name="root">The directory of the files; created if missing. Blobs that are older than it belong to <c>default</c>.</param>
    public BlobHolders(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
        var begun = Path.Combine(root, "since");
        try
        {
            using (File.Open(begun, FileMode.CreateNew)) DurableFile.SyncDirectory(root);
        }
        catch (IOException) when (File.Exists(begun))
        {
            // Not the first start.
        }
        since = File.GetLastWriteTimeUtc(begun);
    }

    public void Add(string digest, string workspace)
    {
        var path = PathOf(digest, workspace);
        if (File.Exists(path)) return;
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory);
        using (File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite)) DurableFile.SyncDirectory(directory);
        DurableFile.SyncDirectory(Path.GetDirectoryName(directory)!);
        DurableFile.SyncDirectory(root);
    }

    /// <param name="digest">The digest of the blob.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="stored">When the blob was stored.</param>
    public bool Has(string digest, string workspace, DateTime stored) =>
        File.Exists(PathOf(digest, workspace)) || (workspace == Caller.DefaultWorkspace && stored < since);

    private string PathOf(string digest, string workspace)
    {
        if (workspace.Length == 0 || workspace.StartsWith('.') || Path.GetFileName(workspace) != workspace)
            throw new ArgumentException("is not the name of a workspace", nameof(workspace));
        var hex = Digest.HexOf(digest);
        return Path.Combine(root, workspace, hex[..2], hex);
    }
}
