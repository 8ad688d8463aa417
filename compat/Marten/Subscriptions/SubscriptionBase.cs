using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.Events.Subscriptions;

namespace Marten.Subscriptions;

/// <summary>Base of subscriptions.</summary>
public abstract class SubscriptionBase : EventFilterable, ISubscription, ISubscriptionOptions
{
    /// <summary>Names the subscription after its class.</summary>
    protected SubscriptionBase() => Name = GetType().Name;

    /// <inheritdoc/>
    public string Name { get; set; }

    /// <inheritdoc/>
    public uint Version { get; set; } = 1;

    /// <inheritdoc/>
    public AsyncOptions Options { get; protected set; } = new();

    /// <inheritdoc/>
    public abstract Task<IChangeListener> ProcessEventsAsync(EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken);
}
