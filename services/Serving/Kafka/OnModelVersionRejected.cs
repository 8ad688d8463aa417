using Marten;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Serving.Deployments;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Serving.Kafka;

/// <summary>A version was rejected: no deployment answers with it any longer.</summary>
internal sealed class OnModelVersionRejected(DeploymentQueries deployments) : IConsume<V1.ModelVersionRejected>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<V1.ModelVersionRejected> message, CancellationToken cancellation)
    {
        var lost = message.Data;
        var reason = Standing.Rejected(lost.RejectedBy, lost.Reason);
        foreach (var deployment in await deployments.ServingAsync(lost.Model, lost.Version, cancellation))
            await UndeployModelVersion.FromLossAsync(session, deployment.Name, lost.Version, reason, message.StreamVersion, cancellation);
    }
}
