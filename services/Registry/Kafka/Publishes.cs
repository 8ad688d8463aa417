using MlOps.Contracts;
using MlOps.Registry.Grpc;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Kafka;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Kafka;

/// <summary>What the registry tells the others: stored event → wire event, on <see cref="Topics.Registry"/>, key = the model's stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Registry)
        .Add<ModelRegistered>(e => new Wire.ModelRegistered
        {
            Model = e.Data.Model,
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<ModelVersionCreated>(e => new Wire.ModelVersionCreated
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RunId = e.Data.RunId,
            Experiment = e.Data.Experiment,
            ArtifactDigest = e.Data.ArtifactDigest,
            Flavor = e.Data.Flavor,
            TrainingDataset = e.Data.TrainingDataset,
            TrainingDatasetVersion = e.Data.TrainingDatasetVersion,
            TrainingDatasetDigest = e.Data.TrainingDatasetDigest,
            Metrics = { e.Data.Metrics },
            Params = { e.Data.Params },
        })
        .Add<GateDefined>(e => new Wire.GateDefined { Model = e.Data.Model, Gate = e.Data.Gate.ToMessage() })
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
        })
        .Add<ModelVersionRejected>(e => new Wire.ModelVersionRejected
        {
            Model = e.Data.Model,
            Version = e.Data.Version,
            RequestedBy = e.Data.RequestedBy,
            RejectedBy = e.Data.RejectedBy,
            Reason = e.Data.Reason,
        })
        // Consumers act on a promotion without asking back, so it carries what was recorded when the version was made.
        .AddAsync<ModelVersionPromoted>(async (e, session, cancellation) => Promoted(
            e.Data, (await new RegisteredModels(session).GetVersionAsync(e.Data.Model, e.Data.Version, cancellation)).Made))
        .Add<AliasRemoved>(e => new Wire.AliasRemoved { Model = e.Data.Model, Alias = e.Data.Alias, Version = e.Data.Version });

    public static Wire.ModelVersionPromoted Promoted(ModelVersionPromoted e, ModelVersionCreated made) => new()
    {
        Model = e.Model,
        Version = e.Version,
        Alias = e.Alias,
        DisplacedVersion = e.DisplacedVersion ?? 0,
        ArtifactDigest = made.ArtifactDigest,
        Flavor = made.Flavor,
        SignatureJson = made.SignatureJson,
        ReferenceProfileDigest = made.ReferenceProfileDigest,
        RunId = made.RunId,
    };
}
