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

    /// <summary>What equal content is found by: one file is the same under any name, several are when their manifest is.</summary>
    public string Content => $"{Format}/{(Files is [var only] ? only.Digest : Digest)}";
}
