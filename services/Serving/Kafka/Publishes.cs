using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Serving.Deployments;
using MlOps.Serving.PredictionLog;
using Wire = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Kafka;

/// <summary>What Serving tells the others: stored event → wire event; predictions go to a topic of their own.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Serving)
        .Add<DeploymentCreated>(e => new Wire.DeploymentCreated
        {
            Deployment = e.Data.Deployment,
            Model = e.Data.Model,
            Alias = e.Data.Alias ?? "",
            Version = e.Data.Version ?? 0,
            FeatureService = e.Data.FeatureService,
        })
        .Add<ModelVersionDeployed>(e => new Wire.ModelVersionDeployed
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
        .Add<ModelVersionUndeployed>(e => new Wire.ModelVersionUndeployed
        {
            Deployment = e.Data.Deployment,
            Model = e.Data.Model,
            Version = e.Data.Version,
            Reason = e.Data.Reason,
            RegistryRevision = e.Data.RegistryRevision,
        })
        .Add<ModelLoadFailed>(e => new Wire.ModelLoadFailed
        {
            Deployment = e.Data.Deployment, Model = e.Data.Model, Version = e.Data.Version, Error = e.Data.Error,
        })
        .Add<DeploymentRetired>(e => new Wire.DeploymentRetired { Deployment = e.Data.Deployment })
        .AddAsync<PredictionsLogged>(
            async (e, session, cancellation) => Logged(e.Data, await PredictionSegments.ReadAsync(session.DocumentStore, e.Data.SegmentId, e.Data.Deployment, cancellation)),
            topic: Topics.Predictions);

    public static Wire.PredictionsLogged Logged(PredictionsLogged e, IEnumerable<Wire.Prediction> predictions) => new()
    {
        Deployment = e.Deployment, SegmentId = e.SegmentId, Count = e.Count, ContentDigest = e.ContentDigest, Predictions = { predictions },
    };
}
