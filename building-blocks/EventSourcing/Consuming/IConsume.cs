using Google.Protobuf;
using Marten;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Handles one type of wire event, each event once.</summary>
public interface IConsume<T>
    where T : IMessage<T>, new()
{
    /// <summary>
    /// Handles one event. What is written to <paramref name="session"/> is committed together with the note that the event
    /// was handled; an exception undoes both, and the event comes again or goes to the dead letters.
    /// </summary>
    Task HandleAsync(IDocumentSession session, Consumed<T> message, CancellationToken cancellation);
}
