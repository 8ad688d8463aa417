using Google.Protobuf.WellKnownTypes;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Wire;

/// <summary>Maps the state of the feature store to messages of the contract.</summary>
internal static class FeatureMessages
{
    public static V1.Entity ToWire(this Entity entity) => new()
    {
        Name = entity.Name,
        JoinKeys = { entity.JoinKeys.Select(ToWire) },
        Description = entity.Description,
        Tags = { entity.Tags },
        CreateTime = entity.CreatedAt.ToTimestamp(),
        Creator = entity.Creator,
        Revision = entity.Revision,
        Archived = entity.Archived,
    };

    public static V1.FeatureView ToWire(this FeatureView view) => new()
    {
        Name = view.Name,
        Entities = { view.Entities },
        Source = view.Source.ToWire(),
        Features = { view.Features.Select(ToWire) },
        Ttl = view.Ttl.ToDuration(),
        Description = view.Description,
        Tags = { view.Tags },
        CreateTime = view.CreatedAt.ToTimestamp(),
        Creator = view.Creator,
        Revision = view.Revision,
        MaterializedUntil = view.MaterializedUntil?.ToTimestamp(),
        Archived = view.Archived,
    };

    public static V1.FeatureService ToWire(this FeatureService service) => new()
    {
        Name = service.Name,
        Features = { service.Features.Select(ToWire) },
        Description = service.Description,
        Tags = { service.Tags },
        CreateTime = service.CreatedAt.ToTimestamp(),
        Creator = service.Creator,
        Revision = service.Revision,
        Archived = service.Archived,
    };

    /// <summary>The last training set.</summary>
    public static V1.TrainingSet ToWire(this TrainingSetHistory history) => new()
    {
        Dataset = history.Last.Dataset,
        Version = history.Last.Version,
        Digest = history.Last.Digest,
        RowCount = history.Last.RowCount,
        FeatureService = history.Last.FeatureService,
        Features = { history.Last.Features },
        Labels = { history.Last.Labels },
        EventTimestampColumn = Names.EventTimestamp,
        DerivedFrom = { history.Last.DerivedFrom },
        FeatureViewRevisions = { history.Last.FeatureViewRevisions },
        Revision = history.Revision,
    };

    public static V1.Materialization ToWire(this FeatureViewMaterialized made) => new()
    {
        FeatureView = made.FeatureView,
        StartTime = made.StartTime?.ToTimestamp(),
        EndTime = made.EndTime.ToTimestamp(),
        KeysWritten = made.KeysWritten,
        RowsRead = made.RowsRead,
    };

    public static V1.JoinKey ToWire(this KeyColumn key) => new() { Name = key.Name, Type = key.Type.ToWire() };

    public static V1.Feature ToWire(this FeatureColumn feature) =>
        new() { Name = feature.Name, Type = feature.Type.ToWire(), Column = feature.Column };

    public static V1.FeatureReference ToWire(this SelectedFeature feature) =>
        new() { FeatureView = feature.View, Feature = feature.Feature };

    public static V1.Source ToWire(this FeatureSource source) => new()
    {
        Dataset = source.Dataset,
        Version = source.Version,
        EventTimestamp = source.EventTimestamp,
        CreatedTimestamp = source.CreatedTimestamp,
    };
}
