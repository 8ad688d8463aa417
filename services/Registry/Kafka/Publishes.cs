using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Registry.Grpc;
using MlOps.Registry.Models;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Kafka;

/// <summary>What the registry tells the others: stored event → wire event on <see cref="Topics.Registry"/>, by stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Registry)
        .Add<ModelRegistered>(e => new Wire.ModelRegistered
        {
            Model = e.Data.Model,
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<ModelUpdated>(e => new Wire.ModelUpdated { Model = e.Data.Model, Description = e.Data.Description, Tags = { e.Data.Tags } })
        .Add<ModelArchived>(e => new Wire.ModelArchived { Model = e.Data.Model })
        .Add<ModelVersionCreated>(e => new Wire.ModelVersionCreated
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RunId = e.Data.RunId,
            RunAuthor = e.Data.RunAuthor,
            Experiment = e.Data.Experiment,
            ArtifactDigest = e.Data.ArtifactDigest,
            Flavor = e.Data.Flavor,
            TrainingDataset = e.Data.TrainingDataset,
            TrainingDatasetVersion = e.Data.TrainingDatasetVersion,
            TrainingDatasetDigest = e.Data.TrainingDatasetDigest,
            Metrics = { e.Data.Metrics },
            Params = { e.Data.Params },
        })
        .Add<ModelVersionUpdated>(e => new Wire.ModelVersionUpdated
        {
            Model = e.Data.Model, Version = e.Data.Version, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<GateDefined>(e => new Wire.GateDefined
        {
            Model = e.Data.Model, Gate = e.Data.Gate.ToMessage(e.Data.DefinedBy, e.Data.DefinedAt),
        })
        .Add<GateRemoved>(e => new Wire.GateRemoved
        {
            Model = e.Data.Model, Name = e.Data.Name, RemovedBy = e.Data.RemovedBy, RemoveTime = e.Data.RemovedAt.ToTimestamp(),
        })
        .Add<ApprovalRequested>(e => new Wire.ApprovalRequested
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RequestedBy = e.Data.RequestedBy,
            GateResults = { e.Data.GateResults.Select(RegistryMessages.ToMessage) },
        })
        .Add<ModelVersionApproved>(e => new Wire.ModelVersionApproved
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RequestedBy = e.Data.RequestedBy,
            ApprovedBy = e.Data.ApprovedBy,
            Reason = e.Data.Reason,
            ValidUntil = e.Data.ValidUntil?.ToTimestamp(),
        })
        .Add<ModelVersionRejected>(e => new Wire.ModelVersionRejected
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RequestedBy = e.Data.RequestedBy,
            RejectedBy = e.Data.RejectedBy,
            Reason = e.Data.Reason,
        })
        .Add<ApprovalWithdrawn>(e => new Wire.ApprovalWithdrawn
        {
            Model = e.Data.Model, Version = e.Data.Version, WithdrawnBy = e.Data.WithdrawnBy, Reason = e.Data.Reason,
        })
        // Of a promotion consumers learn what was recorded when the version was made.
        .AddAsync<ModelVersionPromoted>(async (e, session, cancellation) =>
        {
            var id = ModelVersionDetails.IdOf(e.Data.Model, e.Data.Version);
            var version = await session.LoadAsync<ModelVersionDetails>(id, cancellation);
            return Promoted(e.Data, version!.Made);
        })
        .Add<AliasRemoved>(e => new Wire.AliasRemoved { Model = e.Data.Model, Alias = e.Data.Alias, Version = e.Data.Version });

    public static Wire.ModelVersionPromoted Promoted(ModelVersionPromoted e, ModelVersionCreated made) => new()
    {
        Model = e.Model,
        Version = e.Version,
        Alias = e.Alias,
        DisplacedVersion = e.DisplacedVersion ?? 0,
        ArtifactDigest = made.ArtifactDigest,
        Flavor = made.Flavor,
        ReferenceProfileDigest = made.ReferenceProfileDigest,
        RunId = made.RunId,
        GateResults = { e.GateResults.Select(RegistryMessages.ToMessage) },
    };
}
