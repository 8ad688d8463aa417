using Marten;
using MlOps.ServiceDefaults.Kafka;
using MlOps.Serving.Deployments;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Serving.Kafka;

/// <summary>An alias moved: every deployment that follows it gets the version.</summary>
internal sealed class OnModelVersionPromoted(DeploymentQueries deployments, DeployModelVersion deploy) : IConsume<Wire.ModelVersionPromoted>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<Wire.ModelVersionPromoted> message, CancellationToken cancellation)
    {
        var promoted = message.Data;
        var candidate = new Candidate(promoted.Version, promoted.ArtifactDigest, promoted.ReferenceProfileDigest, message.StreamVersion);
        foreach (var follower in await deployments.FollowersAsync(promoted.Model, promoted.Alias, cancellation))
            await deploy.FromPromotionAsync(session, follower.Name, candidate, cancellation);
    }
}
