using System.Collections.Immutable;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Datasets;

/// <summary>A dataset was registered.</summary>
public sealed record DatasetRegistered(
    string Dataset, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>The new description and tags.</summary>
public sealed record DatasetUpdated(
    string Dataset, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>The dataset was archived: no new versions; existing versions stay readable.</summary>
public sealed record DatasetArchived(string Dataset, string By, DateTimeOffset At);

/// <summary>A new version was recorded. Files and columns may be large and are stored in blobs.</summary>
/// <param name="Digest">Digest of the manifest blob: see <see cref="VersionManifest"/>.</param>
/// <param name="Content">Key for finding equal content: see <see cref="VersionFiles.Content"/>.</param>
/// <param name="Profile">Digest of the blob with name, type and statistics of every column.</param>
/// <param name="RequestId">Id of the request that created it, to distinguish its retry from another import of the same content.</param>
public sealed record DatasetVersionImported(
    string Dataset,
    long Version,
    string Digest,
    string Content,
    int FileCount,
    long SizeBytes,
    string Format,
    string Delimiter,
    long RowCount,
    int ColumnCount,
    string Profile,
    IReadOnlyList<string> DerivedFrom,
    ImmutableSortedDictionary<string, string> Metadata,
    string RequestId,
    string By,
    DateTimeOffset At);

/// <summary>
/// A dataset. Versions are separate documents (<see cref="DatasetVersionDetails"/>), so the state does not grow with their number.
/// </summary>
public sealed record Dataset(
    string Id, string Name, string Description, ImmutableSortedDictionary<string, string> Tags, string Creator, DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of datasets.</summary>
    public const string StreamPrefix = "dataset/";

    /// <summary>Number of the newest version; 0 = no version yet. Numbers start at 1 without gaps.</summary>
    public long LatestVersion { get; init; }

    public bool Archived { get; init; }

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream key of a dataset.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static Dataset Create(DatasetRegistered e) => new(StreamOf(e.Dataset), e.Dataset, e.Description, e.Tags, e.By, e.At);

    public Dataset Apply(DatasetUpdated e) => Next() with { Description = e.Description, Tags = e.Tags };

    public Dataset Apply(DatasetArchived _) => Next() with { Archived = true };

    public Dataset Apply(DatasetVersionImported e) => Next() with { LatestVersion = e.Version };

    /// <summary>Requires that the dataset exists.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    public static Dataset Existing(Dataset? dataset, string name) => dataset ?? throw new NotFoundException("dataset", name);

    /// <summary>Requires that the dataset is not archived.</summary>
    /// <exception cref="RuleBrokenException">It is archived.</exception>
    public Dataset Open() => Archived ? throw new RuleBrokenException("dataset-archived", Id, $"The dataset {Name} is archived.") : this;

    private Dataset Next() => this with { Revision = Revision + 1 };
}
