using System.Collections.Immutable;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Datasets;

/// <summary>A name under which versions of data are kept.</summary>
public sealed record DatasetRegistered(
    string Dataset, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>Description and tags as they are from now on.</summary>
public sealed record DatasetUpdated(
    string Dataset, string Description, ImmutableSortedDictionary<string, string> Tags, string By, DateTimeOffset At);

/// <summary>From now on there are no new versions; those that are there can be read.</summary>
public sealed record DatasetArchived(string Dataset, string By, DateTimeOffset At);

/// <summary>New content became the dataset's next version. Its files and columns are in blobs, which may be large.</summary>
/// <param name="Digest">Of the manifest, which is a blob: see <see cref="VersionManifest"/>.</param>
/// <param name="Content">What equal content is found by: see <see cref="VersionFiles.Content"/>.</param>
/// <param name="Profile">Digest of the blob with name, type and statistics of every column.</param>
/// <param name="RequestId">The request that made it, so that its retry is told apart from another import of the same content.</param>
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

/// <summary>A dataset. Its versions are <see cref="DatasetVersionDetails"/>, so that this state does not grow with their number.</summary>
public sealed record Dataset(
    string Id, string Name, string Description, ImmutableSortedDictionary<string, string> Tags, string Creator, DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of datasets.</summary>
    public const string StreamPrefix = "dataset/";

    /// <summary>The newest version's number; 0 = none yet. Numbers begin at 1 and have no gaps.</summary>
    public long LatestVersion { get; init; }

    public bool Archived { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream of a dataset.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static Dataset Create(DatasetRegistered e) => new(StreamOf(e.Dataset), e.Dataset, e.Description, e.Tags, e.By, e.At);

    public Dataset Apply(DatasetUpdated e) => Next() with { Description = e.Description, Tags = e.Tags };

    public Dataset Apply(DatasetArchived _) => Next() with { Archived = true };

    public Dataset Apply(DatasetVersionImported e) => Next() with { LatestVersion = e.Version };

    /// <summary>A dataset that somebody asks to change must be there.</summary>
    /// <exception cref="NotFoundException">It is not.</exception>
    public static Dataset Existing(Dataset? dataset, string name) => dataset ?? throw new NotFoundException("dataset", name);

    /// <summary>A dataset that is to change must not be archived.</summary>
    /// <exception cref="RuleBrokenException">It is.</exception>
    public Dataset Open() => Archived ? throw new RuleBrokenException("dataset-archived", Id, $"The dataset {Name} is archived.") : this;

    private Dataset Next() => this with { Revision = Revision + 1 };
}
