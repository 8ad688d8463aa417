using Marten;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Handles batches of wire events of any type, each event exactly once in effect.</summary>
public interface IConsumeBatch
{
    /// <summary>
    /// Handles deduplicated events in order. Writes to <paramref name="session"/> are committed in one transaction after it returns; an
    /// exception rolls it back, and the events are retried one by one.
    /// </summary>
    Task HandleAsync(IDocumentSession session, IReadOnlyList<Consumed> messages, CancellationToken cancellation);
}
