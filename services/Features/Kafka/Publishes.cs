using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Grpc;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using Wire = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Kafka;

/// <summary>What the feature store tells the others.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Features)
        .Add<EntityCreated>(e => new Wire.EntityCreated
        {
            Entity = e.Data.Entity, JoinKeys = { e.Data.JoinKeys.Select(k => k.ToWire()) }, Description = e.Data.Description,
        })
        .Add<FeatureViewCreated>(e => new Wire.FeatureViewCreated
        {
            FeatureView = e.Data.FeatureView,
            Entities = { e.Data.Entities },
            Source = e.Data.Source.ToWire(),
            Features = { e.Data.Features.Select(f => f.ToWire()) },
            Ttl = e.Data.Ttl.ToDuration(),
        })
        .Add<FeatureServiceCreated>(e => new Wire.FeatureServiceCreated
        {
            FeatureService = e.Data.FeatureService,
            Features = { e.Data.Features.Select(f => f.ToWire()) },
            FeatureViews = { e.Data.Features.Select(f => f.View).Distinct() },
        })
        .Add<TrainingSetCreated>(e => new Wire.TrainingSetCreated
        {
            Dataset = e.Data.Dataset,
            Version = e.Data.Version,
            Digest = e.Data.Digest,
            RowCount = e.Data.RowCount,
            FeatureService = e.Data.FeatureService,
            DerivedFrom = { e.Data.DerivedFrom },
            Features = { e.Data.Features },
            Labels = { e.Data.Labels },
        })
        .Add<FeatureViewMaterialized>(e => new Wire.FeatureViewMaterialized
        {
            FeatureView = e.Data.FeatureView,
            StartTime = e.Data.StartTime?.ToTimestamp(),
            EndTime = e.Data.EndTime.ToTimestamp(),
            KeysWritten = e.Data.KeysWritten,
            SourceDataset = e.Data.SourceDataset,
            SourceVersion = e.Data.SourceVersion,
        });
}
