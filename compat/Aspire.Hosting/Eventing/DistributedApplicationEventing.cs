using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <inheritdoc cref="IDistributedApplicationEventing"/>
public class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private ImmutableList<(Type Type, DistributedApplicationEventSubscription Subscription)> subscriptions = [];

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent
    {
        var subscription = new DistributedApplicationEventSubscription((@event, cancellationToken) => callback((T)@event, cancellationToken));
        ImmutableInterlocked.Update(ref subscriptions, list => list.Add((typeof(T), subscription)));
        return subscription;
    }

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationResourceEvent =>
        Subscribe<T>((@event, cancellationToken) => ReferenceEquals(@event.Resource, resource) ? callback(@event, cancellationToken) : Task.CompletedTask);

    /// <inheritdoc/>
    public void Unsubscribe(DistributedApplicationEventSubscription subscription) =>
        ImmutableInterlocked.Update(ref subscriptions, list => list.RemoveAll(s => s.Subscription == subscription));

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent =>
        PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent
    {
        var callbacks = subscriptions.Where(s => s.Type == typeof(T)).Select(s => s.Subscription.Callback).ToArray();
        var dispatch = dispatchBehavior is EventDispatchBehavior.BlockingConcurrent or EventDispatchBehavior.NonBlockingConcurrent
            ? Task.WhenAll(callbacks.Select(callback => callback(@event, cancellationToken)))
            : InTurnAsync(callbacks, @event, cancellationToken);
        return dispatchBehavior is EventDispatchBehavior.BlockingSequential or EventDispatchBehavior.BlockingConcurrent ? dispatch : Task.CompletedTask;
    }

    private static async Task InTurnAsync(
        Func<IDistributedApplicationEvent, CancellationToken, Task>[] callbacks, IDistributedApplicationEvent @event, CancellationToken cancellationToken)
    {
        foreach (var callback in callbacks) await callback(@event, cancellationToken);
    }
}
