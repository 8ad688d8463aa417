using MlOps.Features.Entities;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

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

/// <summary>Where rows come from: version 0 = the latest at the time of use; timestamps are a column or (event) an expression.</summary>
public sealed record FeatureSource(string Dataset, long Version, string EventTimestamp, string CreatedTimestamp);

/// <summary>A feature and the source column that holds it.</summary>
public sealed record FeatureColumn(string Name, ValueType Type, string Column);

/// <summary>A feature view: its definition never changes, only how far it was materialized.</summary>
public sealed record FeatureView(
    string Id,
    string Name,
    IReadOnlyList<string> Entities,
    IReadOnlyList<KeyColumn> JoinKeys,
    FeatureSource Source,
    IReadOnlyList<FeatureColumn> Features,
    TimeSpan Ttl,
    string Description,
    string Creator,
    DateTimeOffset CreatedAt,
    FeatureViewMaterialized? LastMaterialization,
    DateTimeOffset? MaterializedUntil,
    long Revision)
{
    /// <summary>Prefix of the stream keys of feature views.</summary>
    public const string StreamPrefix = "feature-view/";

    /// <summary>The stream of a feature view.</summary>
    public static string StreamOf(string name) => StreamPrefix + name;

    public static FeatureView Create(FeatureViewCreated e) => new(
        StreamOf(e.FeatureView), e.FeatureView, e.Entities, e.JoinKeys, e.Source, e.Features, e.Ttl, e.Description, e.By, e.At,
        LastMaterialization: null, MaterializedUntil: null, Revision: 1);

    public FeatureView Apply(FeatureViewMaterialized e) => this with
    {
        LastMaterialization = e,
        MaterializedUntil = MaterializedUntil > e.EndTime ? MaterializedUntil : e.EndTime,
        Revision = Revision + 1,
    };
}
