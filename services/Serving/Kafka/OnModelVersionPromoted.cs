using Marten;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Serving.Deployments;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Serving.Kafka;

/// <summary>An alias moved: every deployment that follows it gets the version, if the registry says that it may serve.</summary>
internal sealed class OnModelVersionPromoted(DeploymentQueries deployments, RegistryRecord registry, DeployModelVersion deploy)
    : IConsume<V1.ModelVersionPromoted>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<V1.ModelVersionPromoted> message, CancellationToken cancellation)
    {
        var promoted = message.Data;
        var followers = await deployments.FollowersAsync(promoted.Model, promoted.Alias, cancellation);
        if (followers.Count == 0) return;
        if (await registry.AskAsync(promoted.Model, promoted.Version, message.StreamVersion, cancellation) is not { } standing) return;
        foreach (var follower in followers) await deploy.FromPromotionAsync(session, follower.Name, standing, cancellation);
    }
}
