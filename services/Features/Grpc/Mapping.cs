using Google.Protobuf.WellKnownTypes;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using Wire = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Grpc;

/// <summary>The feature store's records as messages.</summary>
internal static class Mapping
{
    public static Wire.Entity ToWire(this Entity entity) => new()
    {
        Name = entity.Name,
        JoinKeys = { entity.JoinKeys.Select(ToWire) },
        Description = entity.Description,
        CreateTime = entity.CreatedAt.ToTimestamp(),
        Creator = entity.Creator,
    };

    public static Wire.FeatureView ToWire(this FeatureView view) => new()
    {
        Name = view.Name,
        Entities = { view.Entities },
        Source = view.Source.ToWire(),
        Features = { view.Features.Select(ToWire) },
        Ttl = view.Ttl.ToDuration(),
        Description = view.Description,
        CreateTime = view.CreatedAt.ToTimestamp(),
        Creator = view.Creator,
        Revision = view.Revision,
        MaterializedUntil = view.MaterializedUntil?.ToTimestamp(),
    };

    public static Wire.FeatureService ToWire(this FeatureService service) => new()
    {
        Name = service.Name,
        Features = { service.Features.Select(ToWire) },
        Description = service.Description,
        CreateTime = service.CreatedAt.ToTimestamp(),
        Creator = service.Creator,
        Revision = 1,
    };

    public static Wire.TrainingSet ToWire(this TrainingSetCreated made) => new()
    {
        Dataset = made.Dataset,
        Version = made.Version,
        Digest = made.Digest,
        RowCount = made.RowCount,
        FeatureService = made.FeatureService,
        Features = { made.Features },
        Labels = { made.Labels },
        EventTimestampColumn = Names.EventTimestamp,
        DerivedFrom = { made.DerivedFrom },
    };

    public static Wire.Materialization ToWire(this FeatureViewMaterialized made) => new()
    {
        FeatureView = made.FeatureView,
        StartTime = made.StartTime?.ToTimestamp(),
        EndTime = made.EndTime.ToTimestamp(),
        KeysWritten = made.KeysWritten,
        RowsRead = made.RowsRead,
    };

    public static Wire.JoinKey ToWire(this KeyColumn key) => new() { Name = key.Name, Type = key.Type };

    public static Wire.Feature ToWire(this FeatureColumn feature) => new() { Name = feature.Name, Type = feature.Type, Column = feature.Column };

    public static Wire.FeatureReference ToWire(this SelectedFeature feature) => new() { FeatureView = feature.View, Feature = feature.Feature };

    public static Wire.Source ToWire(this FeatureSource source) => new()
    {
        Dataset = source.Dataset,
        Version = source.Version,
        EventTimestamp = source.EventTimestamp,
        CreatedTimestamp = source.CreatedTimestamp,
    };
}
