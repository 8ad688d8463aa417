namespace MlOps.Catalog.Datasets;

/// <summary>A name under which versions of data are kept.</summary>
public sealed record DatasetRegistered(
    string Dataset, string Description, IReadOnlyDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>New content became the dataset's next version. Statistics are in the blob <paramref name="Profile"/>.</summary>
public sealed record DatasetVersionImported(
    string Dataset,
    long Version,
    string Digest,
    IReadOnlyList<StoredFile> Files,
    long RowCount,
    IReadOnlyList<ColumnSchema> Columns,
    string Profile,
    IReadOnlyList<string> DerivedFrom,
    IReadOnlyDictionary<string, string> Metadata,
    string By,
    DateTimeOffset At);

/// <summary>A file of a version: its path within the version, and its bytes by digest.</summary>
public sealed record StoredFile(string Path, string Digest, long SizeBytes, string Format, string Delimiter = "");

/// <summary>A column: DuckDB type name, and whether a row lacks it.</summary>
public sealed record ColumnSchema(string Name, string Type, bool Nullable);

/// <summary>Where a version is found: its content's digest and the stream version of its event.</summary>
public sealed record VersionEntry(long Version, string Digest, string SingleFile, long StreamVersion);

/// <summary>A dataset: what is known of its name, and the index of its versions.</summary>
public sealed record Dataset(
    string Id,
    string Name,
    string Description,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<VersionEntry> Versions,
    string Creator,
    DateTimeOffset CreatedAt,
    long Revision)
{
    /// <summary>Prefix of the stream keys of datasets.</summary>
    public const string StreamPrefix = "dataset/";

    /// <summary>The stream of a dataset.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    /// <summary>The newest version's number; 0 = none yet.</summary>
    public long LatestVersion => Versions.Count;

    /// <summary>The version with this content, if there is one: the same manifest, or the same single file under another name.</summary>
    public VersionEntry? Find(string digest, IReadOnlyList<StoredFile> files)
    {
        var single = SingleFileOf(files);
        return Versions.FirstOrDefault(v => v.Digest == digest || (single.Length > 0 && v.SingleFile == single));
    }

    public static Dataset Create(DatasetRegistered e) =>
        new(StreamOf(e.Dataset), e.Dataset, e.Description, e.Tags, [], e.By, e.At, Revision: 1);

    public Dataset Apply(DatasetVersionImported e) => this with
    {
        Versions = [.. Versions, new VersionEntry(e.Version, e.Digest, SingleFileOf(e.Files), Revision + 1)],
        Revision = Revision + 1,
    };

    private static string SingleFileOf(IReadOnlyList<StoredFile> files) => files.Count == 1 ? $"{files[0].Format}/{files[0].Digest}" : "";
}
