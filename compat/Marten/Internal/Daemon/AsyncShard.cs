using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Internal.Projections;
using Marten.Internal.Sessions;
using Marten.Subscriptions;

namespace Marten.Internal.Daemon;

/// <summary>One projection or subscription as the daemon runs it.</summary>
internal sealed class AsyncShard
{
    private readonly IEventApplication? projection;
    private readonly SubscriptionBase? subscription;

    public AsyncShard(ProjectionBase projection)
    {
        this.projection = (IEventApplication)projection;
        (Name, Options, Filter, Source) = (new ShardName(projection.Name, ShardName.All, projection.Version), projection.Options, projection, projection);
    }

    public AsyncShard(SubscriptionBase subscription)
    {
        this.subscription = subscription;
        (Name, Options, Filter, Source) = (new ShardName(subscription.Name, ShardName.All, subscription.Version), subscription.Options, subscription, subscription);
    }

    public ShardName Name { get; }

    public AsyncOptions Options { get; }

    public EventFilterable Filter { get; }

    /// <summary>The projection or subscription itself.</summary>
    public object Source { get; }

    /// <summary>Queues what a page leads to; a subscription may have a listener for the commit.</summary>
    public async Task<IChangeListener> HandleAsync(EventRange page, ISubscriptionController controller, DocumentSession session, CancellationToken token)
    {
        if (subscription is not null) return await subscription.ProcessEventsAsync(page, controller, session, token);
        await projection!.ApplyAsync(session, page.Events, token);
        return NullChangeListener.Instance;
    }

    public static IEnumerable<AsyncShard> Of(StoreOptions options) => options.Projections.All
        .Where(p => p.Lifecycle == ProjectionLifecycle.Async).Select(p => new AsyncShard(p))
        .Concat(options.Projections.Subscriptions.Select(s => new AsyncShard(s)));
}
