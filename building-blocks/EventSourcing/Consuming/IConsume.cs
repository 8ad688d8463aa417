using Google.Protobuf;
using Marten;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Handles one type of wire event, each event exactly once in effect.</summary>
public interface IConsume<T>
    where T : IMessage<T>, new()
{
    /// <summary>
    /// Handles one event. Writes to <paramref name="session"/> are committed in one transaction with the record that the event was handled;
    /// an exception rolls both back, and the event is retried or dead-lettered.
    /// </summary>
    Task HandleAsync(IDocumentSession session, Consumed<T> message, CancellationToken cancellation);
}
