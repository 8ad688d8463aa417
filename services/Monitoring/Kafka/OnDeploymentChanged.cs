using Marten;
using MlOps.Contracts.Serving.V1;
using MlOps.EventSourcing.Consuming;
using MlOps.Messaging;
using MlOps.Monitoring.Monitors;

namespace MlOps.Monitoring.Kafka;

/// <summary>
/// A deployment serves another version: its monitor begins, or goes over to that version's training profile. Or it is retired, and its
/// monitor is archived. One consumer for both: consumers of their own would lose the order of the events.
/// </summary>
internal sealed class OnDeploymentChanged : IConsumeBatch
{
    /// <summary>Each event is decided on the state that the one before it left.</summary>
    public const int MaxBatch = 1;

    public async Task HandleAsync(IDocumentSession session, IReadOnlyList<Consumed> messages, CancellationToken cancellation)
    {
        foreach (var message in messages)
        {
            if (message.Type == ModelVersionDeployed.Descriptor.FullName)
            {
                var deployed = message.Parse(ModelVersionDeployed.Parser);
                await AppendAsync(session, deployed.Deployment, monitor => FollowDeployment.Decide(
                    monitor, deployed.Deployment, deployed.Model, deployed.Version, deployed.ReferenceProfileDigest), cancellation);
            }
            else if (message.Type == DeploymentRetired.Descriptor.FullName)
            {
                var retired = message.Parse(DeploymentRetired.Parser);
                await AppendAsync(session, retired.Deployment, ArchiveMonitor.Decide, cancellation);
            }
        }
    }

    private static async Task AppendAsync(
        IDocumentSession session, string deployment, Func<DeploymentMonitor?, IEnumerable<object>> decide, CancellationToken cancellation)
    {
        var monitor = await session.Events.FetchForWriting<DeploymentMonitor>(DeploymentMonitor.StreamOf(deployment), cancellation);
        var events = decide(monitor.Aggregate).ToList();
        if (events.Count > 0) monitor.AppendMany(events);
    }
}
