using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using MlOps.Features.Wire;
using MlOps.Operations;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Kafka;

/// <summary>Maps stored events to wire events on <see cref="Topics.Features"/>, keyed by stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Features)
        .Add<EntityCreated>("entity_created", e => new V1.EntityCreated
        {
            Entity = e.Data.Entity,
            JoinKeys = { e.Data.JoinKeys.Select(k => k.ToWire()) },
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<EntityUpdated>("entity_updated", e => new V1.EntityUpdated
        {
            Entity = e.Data.Entity, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<EntityArchived>("entity_archived", e => new V1.EntityArchived { Entity = e.Data.Entity })
        .Add<FeatureViewCreated>("feature_view_created", e => new V1.FeatureViewCreated
        {
            FeatureView = e.Data.FeatureView,
            Entities = { e.Data.Entities },
            Source = e.Data.Source.ToWire(),
            Features = { e.Data.Features.Select(f => f.ToWire()) },
            Ttl = e.Data.Ttl.ToDuration(),
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<FeatureViewUpdated>("feature_view_updated", e => new V1.FeatureViewUpdated
        {
            FeatureView = e.Data.FeatureView,
            Source = e.Data.Source.ToWire(),
            Features = { e.Data.Features.Select(f => f.ToWire()) },
            Ttl = e.Data.Ttl.ToDuration(),
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<FeatureViewArchived>("feature_view_archived", e => new V1.FeatureViewArchived { FeatureView = e.Data.FeatureView })
        .Add<FeatureServiceCreated>("feature_service_created", e => new V1.FeatureServiceCreated
        {
            FeatureService = e.Data.FeatureService,
            Features = { e.Data.Features.Select(f => f.ToWire()) },
            FeatureViews = { e.Data.Features.Select(f => f.View).Distinct() },
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<FeatureServiceUpdated>("feature_service_updated", e => new V1.FeatureServiceUpdated
        {
            FeatureService = e.Data.FeatureService, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<FeatureServiceArchived>(
            "feature_service_archived", e => new V1.FeatureServiceArchived { FeatureService = e.Data.FeatureService })
        .Add<TrainingSetCreated>("training_set_created", e => new V1.TrainingSetCreated
        {
            Dataset = e.Data.Dataset,
            Version = e.Data.Version,
            Digest = e.Data.Digest,
            RowCount = e.Data.RowCount,
            FeatureService = e.Data.FeatureService,
            DerivedFrom = { e.Data.DerivedFrom },
            FeatureViewRevisions = { e.Data.FeatureViewRevisions },
            Features = { e.Data.Features },
            Labels = { e.Data.Labels },
        })
        .Add<FeatureViewMaterialized>("feature_view_materialized", e => new V1.FeatureViewMaterialized
        {
            FeatureView = e.Data.FeatureView,
            StartTime = e.Data.StartTime?.ToTimestamp(),
            EndTime = e.Data.EndTime.ToTimestamp(),
            KeysWritten = e.Data.KeysWritten,
            SourceDataset = e.Data.SourceDataset,
            SourceVersion = e.Data.SourceVersion,
        })
        .AddOperations();
}
