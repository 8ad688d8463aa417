using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>Something that happens to the application.</summary>
public interface IDistributedApplicationEvent;

/// <summary>Something that happens to one resource.</summary>
public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
{
    /// <summary>The resource.</summary>
    IResource Resource { get; }
}

/// <summary>Subscribes to what happens, and publishes it.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Calls <paramref name="callback"/> on every event of a type.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationEvent;

    /// <summary>Calls <paramref name="callback"/> on every event of a type about a resource.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback) where T : IDistributedApplicationResourceEvent;

    /// <summary>Ends a subscription.</summary>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Calls the subscribers one after the other; the first failure is the caller's.</summary>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent;

    /// <summary>Calls the subscribers as <paramref name="dispatchBehavior"/> says.</summary>
    Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent;
}

/// <summary>A subscription.</summary>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    /// <summary>Called on each event.</summary>
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}

/// <summary>How subscribers are called, and whether the publisher waits for them.</summary>
public enum EventDispatchBehavior
{
    /// <summary>One after the other, waited for.</summary>
    BlockingSequential,

    /// <summary>All at once, waited for.</summary>
    BlockingConcurrent,

    /// <summary>One after the other, not waited for.</summary>
    NonBlockingSequential,

    /// <summary>All at once, not waited for.</summary>
    NonBlockingConcurrent,
}
