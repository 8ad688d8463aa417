using Marten;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Serving.Deployments;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Serving.Kafka;

/// <summary>An approval was withdrawn: no deployment answers with the version any longer.</summary>
internal sealed class OnApprovalWithdrawn(DeploymentQueries deployments) : IConsume<V1.ApprovalWithdrawn>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<V1.ApprovalWithdrawn> message, CancellationToken cancellation)
    {
        var lost = message.Data;
        var reason = Standing.Withdrawn(lost.WithdrawnBy, lost.Reason);
        foreach (var deployment in await deployments.ServingAsync(lost.Model, lost.Version, cancellation))
            await UndeployModelVersion.FromLossAsync(session, deployment.Name, lost.Version, reason, message.StreamVersion, cancellation);
    }
}
