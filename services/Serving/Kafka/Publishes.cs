using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Serving.Deployments;
using MlOps.Serving.PredictionLog;
using MlOps.Serving.Wire;
using V1 = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Kafka;

/// <summary>What Serving tells the others: stored event → wire event; predictions go to a topic of their own.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Serving)
        .Add<DeploymentCreated>("deployment_created", e => new V1.DeploymentCreated
        {
            Deployment = e.Data.Deployment,
            Model = e.Data.Model,
            Alias = e.Data.Alias ?? "",
            Version = e.Data.Version ?? 0,
            FeatureService = e.Data.FeatureService,
        })
        .Add<ModelVersionDeployed>("model_version_deployed", e => new V1.ModelVersionDeployed
        {
            Deployment = e.Data.Deployment,
            Model = e.Data.Model,
            Version = e.Data.Version,
            ReplacedVersion = e.Data.ReplacedVersion ?? 0,
            ArtifactDigest = e.Data.ArtifactDigest,
            ReferenceProfileDigest = e.Data.ReferenceProfileDigest,
            FeatureService = e.Data.FeatureService,
            ValidUntil = e.Data.ValidUntil?.ToTimestamp(),
        })
        .Add<ModelVersionUndeployed>("model_version_undeployed", e => new V1.ModelVersionUndeployed
        {
            Deployment = e.Data.Deployment,
            Model = e.Data.Model,
            Version = e.Data.Version,
            Reason = e.Data.Reason,
            RegistryRevision = e.Data.RegistryRevision,
        })
        .Add<ModelLoadFailed>("model_load_failed", e => new V1.ModelLoadFailed
        {
            Deployment = e.Data.Deployment, Model = e.Data.Model, Version = e.Data.Version, Error = e.Data.Error,
        })
        .Add<DeploymentRetired>("deployment_retired", e => new V1.DeploymentRetired { Deployment = e.Data.Deployment })
        .AddAsync<PredictionsLogged>("predictions_logged",
            async (e, session, cancellation) => e.Data.ToWire(
                await PredictionSegments.ReadAsync(session, e.Data.SegmentId, e.Data.Deployment, cancellation)),
            topic: Topics.Predictions)
        .Add<PredictionsExpired>("predictions_expired", e => e.Data.ToWire(), topic: Topics.Predictions);
}
