using Marten;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>What a service consumes: each consumer with a group of its own, so that none waits for another.</summary>
internal sealed class ConsumerRoutes
{
    private readonly List<IConsumerRoute> routes = [];

    public IReadOnlyList<IConsumerRoute> All => routes;

    /// <summary>The topics that are consumed.</summary>
    public IEnumerable<string> Topics => routes.SelectMany(route => route.Topics).Distinct();

    public void Add(IConsumerRoute route) => routes.Add(route);

    /// <summary>The route of a consumer; null when this service has none of that name.</summary>
    public IConsumerRoute? Find(string consumer) => routes.Find(route => route.Consumer == consumer);
}

/// <summary>One consumer: where its messages come from, and how one is handled.</summary>
internal interface IConsumerRoute
{
    /// <summary>Its name: that of the class.</summary>
    string Consumer { get; }

    IReadOnlyList<string> Topics { get; }

    /// <summary>Handles one message, once.</summary>
    Task HandleAsync(EventConsumption consumption, Consumed message, CancellationToken cancellation);

    /// <summary>Reads the topics and hands over what they have.</summary>
    ConsumerLoop Loop(ConsumerLoop.Parts parts, EventConsumption consumption, string group);
}

/// <summary>A typed consumer: events of one type on one topic.</summary>
internal sealed record TypedRoute(
    string Topic, string Type, string Consumer, Func<IServiceProvider, IDocumentSession, Consumed, CancellationToken, Task> Handle)
    : IConsumerRoute
{
    public IReadOnlyList<string> Topics => [Topic];

    public Task HandleAsync(EventConsumption consumption, Consumed message, CancellationToken cancellation) =>
        consumption.HandleAsync(this, message, cancellation);

    public ConsumerLoop Loop(ConsumerLoop.Parts parts, EventConsumption consumption, string group) =>
        new TypedLoop(parts, consumption, group, this);
}

/// <summary>A batch consumer: all events of some topics, at most <see cref="MaxBatch"/> at a time.</summary>
internal sealed record BatchRoute(
    IReadOnlyList<string> Topics, int MaxBatch, string Consumer, Func<IServiceProvider, IConsumeBatch> Resolve)
    : IConsumerRoute
{
    public Task HandleAsync(EventConsumption consumption, Consumed message, CancellationToken cancellation) =>
        consumption.HandleAsync(this, [message], cancellation);

    public ConsumerLoop Loop(ConsumerLoop.Parts parts, EventConsumption consumption, string group) =>
        new BatchLoop(parts, consumption, group, this);
}
