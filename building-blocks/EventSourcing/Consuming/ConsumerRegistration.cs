using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Registers consumers of wire events.</summary>
public static class ConsumerRegistration
{
    /// <summary>Adds a consumer of wire events of type <typeparamref name="T"/> on a topic, with its own consumer group.</summary>
    public static IServiceCollection AddConsumer<T, THandler>(this IServiceCollection services, string topic)
        where T : IMessage<T>, new()
        where THandler : class, IConsume<T>
    {
        services.TryAddScoped<THandler>();
        services.ConsumerRoutes().Add(
            new TypedRoute(topic, new T().Descriptor.FullName, typeof(THandler).Name, (provider, session, message, cancellation) =>
            provider.GetRequiredService<THandler>().HandleAsync(session, new Consumed<T>(message), cancellation)));
        return services;
    }

    /// <summary>
    /// Adds a consumer of all wire events of <paramref name="topics"/>, up to <paramref name="maxBatch"/> per transaction, with its own
    /// consumer group.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBatch"/> is less than 1.</exception>
    public static IServiceCollection AddBatchConsumer<THandler>(
        this IServiceCollection services, IReadOnlyList<string> topics, int maxBatch = 500)
        where THandler : class, IConsumeBatch
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        services.TryAddScoped<THandler>();
        services.ConsumerRoutes().Add(
            new BatchRoute(topics, maxBatch, typeof(THandler).Name, provider => provider.GetRequiredService<THandler>()));
        return services;
    }

    internal static ConsumerRoutes ConsumerRoutes(this IServiceCollection services)
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(ConsumerRoutes))?.ImplementationInstance is ConsumerRoutes known)
            return known;
        var routes = new ConsumerRoutes();
        services.AddSingleton(routes);
        services.AddSingleton<EventConsumption>();
        services.AddSingleton<IHostedService, ConsumerLoops>();
        return routes;
    }
}
