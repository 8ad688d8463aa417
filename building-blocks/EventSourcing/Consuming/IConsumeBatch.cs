using Marten;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Handles wire events of any type many at a time, each event once.</summary>
public interface IConsumeBatch
{
    /// <summary>Handles events in their order, without duplicates, in one transaction: that of <paramref name="session"/>.</summary>
    Task HandleAsync(IDocumentSession session, IReadOnlyList<Consumed> messages, CancellationToken cancellation);
}
