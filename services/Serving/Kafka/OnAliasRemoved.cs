using Marten;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Serving.Deployments;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Serving.Kafka;

/// <summary>An alias names no version any longer: the deployments that follow it answer nothing.</summary>
internal sealed class OnAliasRemoved(DeploymentQueries deployments) : IConsume<V1.AliasRemoved>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<V1.AliasRemoved> message, CancellationToken cancellation)
    {
        var removed = message.Data;
        foreach (var follower in await deployments.FollowersAsync(removed.Model, removed.Alias, cancellation))
        {
            await UndeployModelVersion.FromLossAsync(
                session, follower.Name, version: null, $"the alias '{removed.Alias}' was removed", message.StreamVersion, cancellation);
        }
    }
}
