using System.Text.Json;

namespace MlOps.Blobs;

/// <summary>Stores folders in the blob store: one blob per file, and a manifest blob whose digest identifies the folder.</summary>
public static class BlobFolders
{
    private const int MaxManifestBytes = 16 * 1024 * 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Stores all files of a directory; returns the manifest blob, a JSON array of path, size and digest sorted by path.</summary>
    public static async Task<BlobRef> PutFolderAsync(this IBlobStore blobs, string directory, CancellationToken cancellation)
    {
        var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: Path.GetRelativePath(directory, file).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(file => file.Path, StringComparer.Ordinal);
        var entries = new List<FolderEntry>();
        foreach (var (file, path) in files)
        {
            await using var content = File.OpenRead(file);
            var blob = await blobs.PutAsync(content, cancellation);
            entries.Add(new FolderEntry(path, blob.Size, blob.Digest));
        }

        return await blobs.PutAsync(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(entries, Json)), cancellation);
    }

    /// <summary>Reads the manifest of a stored folder.</summary>
    /// <exception cref="BlobNotFoundException">The blob does not exist.</exception>
    /// <exception cref="InvalidDataException">The blob is not a valid folder manifest.</exception>
    public static async Task<IReadOnlyList<FolderEntry>> ReadFolderAsync(
        this IBlobStore blobs, string digest, CancellationToken cancellation)
    {
        await using var content = await blobs.OpenAsync(digest, cancellation);
        if (content.Length > MaxManifestBytes)
            throw new InvalidDataException($"Blob {digest} is not a folder manifest: it has more than {MaxManifestBytes} bytes.");
        using var manifest = new MemoryStream();
        await content.CopyToAsync(manifest, cancellation);
        try
        {
            var entries = JsonSerializer.Deserialize<List<FolderEntry>>(manifest.ToArray(), Json) ?? [];
            var wrong = entries.FindIndex(e => e is null || !Digest.IsValid(e.Digest) || !IsRelative(e.Path));
            return wrong < 0
                ? entries
                : throw new InvalidDataException($"Blob {digest} is not a folder manifest: entry {wrong} has an invalid path or digest.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Blob {digest} is not a folder manifest: it is not valid JSON.", e);
        }
    }

    /// <summary>Copies the files of a stored folder into <paramref name="targetDirectory"/>; each is verified.</summary>
    public static async Task GetFolderAsync(this IBlobStore blobs, string digest, string targetDirectory, CancellationToken cancellation)
    {
        foreach (var entry in await blobs.ReadFolderAsync(digest, cancellation))
        {
            var target = Path.Combine(targetDirectory, entry.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(await blobs.LocalPathAsync(entry.Digest, cancellation), target, overwrite: true);
        }
    }

    private static bool IsRelative(string? path) =>
        !string.IsNullOrEmpty(path) && !path.StartsWith('/') && !path.Contains('\\') && !path.Contains('\0')
        && !path.Split('/').Any(part => part is "" or "." or "..");
}

/// <summary>A file of a stored folder: relative path with forward slashes, size in bytes, digest of its content.</summary>
public sealed record FolderEntry(string Path, long Size, string Digest);
