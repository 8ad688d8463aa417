using Marten;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Monitoring.Monitors;
using DeploymentRetired = MlOps.Contracts.Serving.V1.DeploymentRetired;

namespace MlOps.Monitoring.Kafka;

/// <summary>A deployment is out of service: its monitor is archived.</summary>
internal sealed class OnDeploymentRetired : IConsume<DeploymentRetired>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<DeploymentRetired> message, CancellationToken cancellation)
    {
        var monitor = await session.Events
            .FetchForWriting<DeploymentMonitor>(DeploymentMonitor.StreamOf(message.Data.Deployment), cancellation);
        var events = ArchiveMonitor.Decide(monitor.Aggregate).ToList();
        if (events.Count > 0) monitor.AppendMany(events);
    }
}
