using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Marten.Subscriptions;

/// <summary>Is given all events in order, page by page, at least once; its position is stored with what it queues.</summary>
public interface ISubscription
{
    /// <summary>Handles a page; what it queues in <paramref name="operations"/> is saved together with the new position.</summary>
    Task<IChangeListener> ProcessEventsAsync(EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken);
}
