using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>What a service consumes: one group of typed consumers, and one for each batch consumer.</summary>
internal sealed class ConsumerRoutes
{
    private readonly List<TypedRoute> typed = [];
    private readonly List<BatchRoute> batches = [];

    public IReadOnlyList<TypedRoute> Typed => typed;

    public IReadOnlyList<BatchRoute> Batches => batches;

    public void Add(TypedRoute route) => typed.Add(route);

    public void Add(BatchRoute route) => batches.Add(route);
}

/// <summary>
/// A typed consumer: events of one type on one topic, handled by <see cref="HandleAsync"/> with what it needs from the scope.
/// </summary>
internal sealed record TypedRoute(
    string Topic, string Type, string Consumer,
    Func<IServiceProvider, Marten.IDocumentSession, Consumed, CancellationToken, Task> HandleAsync);

/// <summary>A batch consumer: all events of some topics, at most <see cref="MaxBatch"/> at a time.</summary>
internal sealed record BatchRoute(
    IReadOnlyList<string> Topics, int MaxBatch, string Consumer, Func<IServiceProvider, IConsumeBatch> Resolve);
