using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Marten.Subscriptions;

/// <summary>Gives a plain subscription its options.</summary>
internal sealed class SubscriptionWrapper : SubscriptionBase
{
    private readonly ISubscription subscription;

    public SubscriptionWrapper(ISubscription subscription)
    {
        this.subscription = subscription;
        Name = subscription.GetType().Name;
    }

    public override Task<IChangeListener> ProcessEventsAsync(EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken) =>
        subscription.ProcessEventsAsync(page, controller, operations, cancellationToken);
}
