using Marten;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>The consumers of a service. Each has its own consumer group, so a slow or failing one does not block the others.</summary>
internal sealed class ConsumerRoutes
{
    private readonly List<IConsumerRoute> routes = [];

    public IReadOnlyList<IConsumerRoute> All => routes;

    /// <summary>The topics of all consumers.</summary>
    public IEnumerable<string> Topics => routes.SelectMany(route => route.Topics).Distinct();

    public void Add(IConsumerRoute route) => routes.Add(route);

    /// <summary>The route of a consumer; null if this service has no consumer of that name.</summary>
    public IConsumerRoute? Find(string consumer) => routes.Find(route => route.Consumer == consumer);
}

/// <summary>A consumer: its topics and how its messages are handled.</summary>
internal interface IConsumerRoute
{
    /// <summary>The consumer's name: that of its class.</summary>
    string Consumer { get; }

    IReadOnlyList<string> Topics { get; }

    /// <summary>Handles one message idempotently.</summary>
    Task HandleAsync(EventConsumption consumption, Consumed message, CancellationToken cancellation);

    /// <summary>Creates the loop that polls the topics.</summary>
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

/// <summary>A batch consumer: all events of its topics, at most <see cref="MaxBatch"/> per transaction.</summary>
internal sealed record BatchRoute(
    IReadOnlyList<string> Topics, int MaxBatch, string Consumer, Func<IServiceProvider, IConsumeBatch> Resolve)
    : IConsumerRoute
{
    public Task HandleAsync(EventConsumption consumption, Consumed message, CancellationToken cancellation) =>
        consumption.HandleAsync(this, [message], cancellation);

    public ConsumerLoop Loop(ConsumerLoop.Parts parts, EventConsumption consumption, string group) =>
        new BatchLoop(parts, consumption, group, this);
}
