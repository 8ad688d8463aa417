using System.Collections.Immutable;
using MlOps.Features.Entities;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Views;

/// <summary>Features of entities were defined over a dataset.</summary>
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

/// <summary>What of a view can change, as it is from now on.</summary>
public sealed record FeatureViewUpdated(
    string FeatureView,
    FeatureSource Source,
    IReadOnlyList<FeatureColumn> Features,
    TimeSpan Ttl,
    string Description,
    ImmutableSortedDictionary<string, string> Tags,
    string By,
    DateTimeOffset At);

/// <summary>The newest values of the window went to the online store. No start = from the beginning.</summary>
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

/// <summary>From now on there are no new services, materializations and training sets of it.</summary>
public sealed record FeatureViewArchived(string FeatureView, string By, DateTimeOffset At);

/// <summary>Where rows come from: version 0 = the latest at the time of use; timestamps are a column or (event) an expression.</summary>
public sealed record FeatureSource(string Dataset, long Version, string EventTimestamp, string CreatedTimestamp);

/// <summary>A feature and the source column that holds it.</summary>
public sealed record FeatureColumn(string Name, ValueType Type, string Column);

/// <summary>A feature view. Features may be added to it; those that there are stay as they are, in their order.</summary>
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

    /// <summary>The furthest end of all materializations.</summary>
    public DateTimeOffset? MaterializedUntil { get; init; }

    public bool Archived { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The stream of a feature view.</summary>
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

    /// <summary>A view that somebody asks to change must be there.</summary>
    /// <exception cref="NotFoundException">It is not.</exception>
    public static FeatureView Existing(FeatureView? view, string name) => view ?? throw new NotFoundException("feature view", name);

    /// <summary>A view that is to change, or of which something new is to come, must not be archived.</summary>
    /// <exception cref="RuleBrokenException">It is.</exception>
    public FeatureView Open() =>
        Archived ? throw new RuleBrokenException("feature-view-archived", Id, $"The feature view {Name} is archived.") : this;

    private FeatureView Next() => this with { Revision = Revision + 1 };
}
