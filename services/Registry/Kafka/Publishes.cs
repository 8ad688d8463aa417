using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Registry.Models;
using MlOps.Registry.Wire;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Kafka;

/// <summary>Published events: stored event → wire event on <see cref="Topics.Registry"/>, by stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Registry)
        .Add<ModelRegistered>("model_registered", e => new V1.ModelRegistered
        {
            Model = e.Data.Model,
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<ModelUpdated>(
            "model_updated", e => new V1.ModelUpdated { Model = e.Data.Model, Description = e.Data.Description, Tags = { e.Data.Tags } })
        .Add<ModelArchived>("model_archived", e => new V1.ModelArchived { Model = e.Data.Model })
        .Add<ModelVersionCreated>("model_version_created", e => new V1.ModelVersionCreated
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
            Signature = e.Data.Signature.ToWire(),
        })
        .Add<ModelVersionUpdated>("model_version_updated", e => new V1.ModelVersionUpdated
        {
            Model = e.Data.Model, Version = e.Data.Version, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<GateDefined>("gate_defined", e => new V1.GateDefined
        {
            Model = e.Data.Model, Gate = e.Data.Gate.ToWire(e.Data.DefinedBy, e.Data.DefinedAt),
        })
        .Add<GateRemoved>("gate_removed", e => new V1.GateRemoved
        {
            Model = e.Data.Model, Name = e.Data.Name, RemovedBy = e.Data.RemovedBy, RemoveTime = e.Data.RemovedAt.ToTimestamp(),
        })
        .Add<ApprovalRequested>("approval_requested", e => new V1.ApprovalRequested
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RequestedBy = e.Data.RequestedBy,
            GateResults = { e.Data.GateResults.Select(RegistryMessages.ToWire) },
        })
        .Add<ModelVersionApproved>("model_version_approved", e => new V1.ModelVersionApproved
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RequestedBy = e.Data.RequestedBy,
            ApprovedBy = e.Data.ApprovedBy,
            Reason = e.Data.Reason,
            ValidUntil = e.Data.ValidUntil?.ToTimestamp(),
        })
        .Add<ModelVersionRejected>("model_version_rejected", e => new V1.ModelVersionRejected
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RequestedBy = e.Data.RequestedBy,
            RejectedBy = e.Data.RejectedBy,
            Reason = e.Data.Reason,
        })
        .Add<ApprovalWithdrawn>("approval_withdrawn", e => new V1.ApprovalWithdrawn
        {
            Model = e.Data.Model, Version = e.Data.Version, WithdrawnBy = e.Data.WithdrawnBy, Reason = e.Data.Reason,
        })
        // Enriched with what was recorded when the version was created.
        .AddAsync<ModelVersionPromoted>("model_version_promoted", async (e, session, cancellation) =>
        {
            var id = ModelVersionDetails.IdOf(e.Data.Model, e.Data.Version);
            var version = await session.LoadAsync<ModelVersionDetails>(id, cancellation);
            return Promoted(e.Data, version!.Made);
        })
        .Add<AliasRemoved>(
            "alias_removed", e => new V1.AliasRemoved { Model = e.Data.Model, Alias = e.Data.Alias, Version = e.Data.Version });

    public static V1.ModelVersionPromoted Promoted(ModelVersionPromoted e, ModelVersionCreated made) => new()
    {
        Model = e.Model,
        Version = e.Version,
        Alias = e.Alias,
        DisplacedVersion = e.DisplacedVersion ?? 0,
        ArtifactDigest = made.ArtifactDigest,
        Flavor = made.Flavor,
        ReferenceProfileDigest = made.ReferenceProfileDigest,
        RunId = made.RunId,
        GateResults = { e.GateResults.Select(RegistryMessages.ToWire) },
    };
}
