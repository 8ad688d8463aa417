using System.Collections.Immutable;
using MlOps.Features.Entities;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Views;

/// <summary>A feature view was created.</summary>
public sealed record FeatureViewCreated(
    string FeatureView,
    IReadOnlyList<string> Entities,
    IReadOnlyList<KeyColumn> JoinKeys,
    FeatureSource Source,
    IReadOnlyList<FeatureColumn> Features,
    TimeSpan Ttl,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    string By,
    DateTimeOffset At);

/// <summary>The new values of everything in a feature view that can change.</summary>
public sealed record FeatureViewUpdated(
    string FeatureView,
    FeatureSource Source,
    IReadOnlyList<FeatureColumn> Features,
    TimeSpan Ttl,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    string By,
    DateTimeOffset At);

/// <summary>The newest values of a time window were written to the online store. No start = no lower bound.</summary>
public sealed record FeatureViewMaterialized(
    string FeatureView,
    DateTimeOffset? StartTime,
    DateTimeOffset EndTime,
    long KeysWritten,
    long RowsRead,
    string SourceDataset,
    long SourceVersion,
    string By,
    DateTimeOffset At);

/// <summary>The feature view was archived: no new feature services, materializations or training sets.</summary>
public sealed record FeatureViewArchived(string FeatureView, string By, DateTimeOffset At);

/// <summary>The source of a feature view: version 0 = the latest when used; the event timestamp is a column or expression.</summary>
public sealed record FeatureSource(string Dataset, long Version, string EventTimestamp, string CreatedTimestamp);

/// <summary>A feature and its source column.</summary>
public sealed record FeatureColumn(string Name, ValueType Type, string Column);

/// <summary>A feature view. Features can be appended; existing ones are immutable.</summary>
public sealed record FeatureView(
    string Id,
    string Name,
    IReadOnlyList<string> Entities,
    IReadOnlyList<KeyColumn> JoinKeys,
    FeatureSource Source,
    IReadOnlyList<FeatureColumn> Features,
    TimeSpan Ttl,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    string Creator,
    DateTimeOffset CreatedAt)
{
    /// <summary>Prefix of the stream keys of feature views.</summary>
    public const string StreamPrefix = "feature-view/";

    public FeatureViewMaterialized? LastMaterialization { get; init; }

    /// <summary>The latest end time of all materializations.</summary>
    public DateTimeOffset? MaterializedUntil { get; init; }

    public bool Archived { get; init; }

    /// <summary>The stream version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream key of a feature view.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static FeatureView Create(FeatureViewCreated e) =>
        new(StreamOf(e.FeatureView), e.FeatureView, e.Entities, e.JoinKeys, e.Source, e.Features, e.Ttl, e.Description, e.Tags, e.By, e.At);

    public FeatureView Apply(FeatureViewUpdated e) => Next() with
    {
        Source = e.Source, Features = e.Features, Ttl = e.Ttl, Description = e.Description, Tags = e.Tags,
    };

    public FeatureView Apply(FeatureViewMaterialized e) => Next() with
    {
        LastMaterialization = e, MaterializedUntil = MaterializedUntil > e.EndTime ? MaterializedUntil : e.EndTime,
    };

    public FeatureView Apply(FeatureViewArchived _) => Next() with { Archived = true };

    /// <summary>Requires that the feature view exists.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    public static FeatureView Existing(FeatureView? view, string name) => view ?? throw new NotFoundException("feature view", name);

    /// <summary>Requires that the feature view is not archived.</summary>
    /// <exception cref="RuleBrokenException">It is archived.</exception>
    public FeatureView Open() =>
        Archived ? throw new RuleBrokenException("feature-view-archived", Id, $"The feature view {Name} is archived.") : this;

    private FeatureView Next() => this with { Revision = Revision + 1 };
}
