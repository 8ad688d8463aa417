namespace MlOps.Catalog.Datasets;

/// <summary>The files of a version, all of one format.</summary>
internal sealed class VersionFiles(string format, IEnumerable<StoredFile> files)
{
    public string Format { get; } = format;

    /// <summary>Sorted by path.</summary>
    public IReadOnlyList<StoredFile> Files { get; } = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];

    public long SizeBytes => Files.Sum(file => file.SizeBytes);

    /// <summary>The identity of the content: the manifest's digest.</summary>
    public string Digest => VersionManifest.DigestOf(Files);

    /// <summary>Key for finding equal content: a single file is equal under any name, several files if their manifests are equal.</summary>
    public string Content => $"{Format}/{(Files is [var only] ? only.Digest : Digest)}";
}
