using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.DependencyInjection;

namespace Marten.Subscriptions;

/// <summary>Resolves a subscription anew, in a scope of its own, for each page.</summary>
internal sealed class ScopedSubscription<T> : SubscriptionBase
    where T : class, ISubscription
{
    private readonly IServiceProvider services;

    public ScopedSubscription(IServiceProvider services)
    {
        this.services = services;
        Name = typeof(T).Name;
        using var scope = services.CreateScope();
        if (scope.ServiceProvider.GetRequiredService<T>() is not SubscriptionBase source) return;
        Name = source.Name;
        Version = source.Version;
        IncludedEventTypes.AddRange(source.IncludedEventTypes);
        StreamType = source.StreamType;
        IncludeArchivedEvents = source.IncludeArchivedEvents;
        Options = source.Options;
    }

    public override async Task<IChangeListener> ProcessEventsAsync(EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<T>().ProcessEventsAsync(page, controller, operations, cancellationToken);
    }
}
