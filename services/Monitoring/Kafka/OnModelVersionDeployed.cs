using Marten;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Monitoring.Monitors;
using ModelVersionDeployed = MlOps.Contracts.Serving.V1.ModelVersionDeployed;

namespace MlOps.Monitoring.Kafka;

/// <summary>A deployment serves another version: its monitor begins, or goes over to that version's training profile.</summary>
internal sealed class OnModelVersionDeployed : IConsume<ModelVersionDeployed>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<ModelVersionDeployed> message, CancellationToken cancellation)
    {
        var deployed = message.Data;
        var monitor = await session.Events
            .FetchForWriting<DeploymentMonitor>(DeploymentMonitor.StreamOf(deployed.Deployment), cancellation);
        var events = FollowDeployment.Decide(
            monitor.Aggregate, deployed.Deployment, deployed.Model, deployed.Version, deployed.ReferenceProfileDigest);
        if (events.Length > 0) monitor.AppendMany(events);
    }
}
