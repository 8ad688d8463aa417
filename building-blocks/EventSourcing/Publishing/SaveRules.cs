using JasperFx.Events;
using Marten;

namespace MlOps.EventSourcing.Publishing;

/// <summary>Rejects saves of events that are not in the event table, and of appends without an expected version.</summary>
internal sealed class SaveRules(WireEvents published) : DocumentSessionListenerBase
{
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var stream in session.PendingChanges.Streams())
        {
            // Of two such concurrent appends both draw sequence numbers; those of the loser become a gap, at which publishing waits.
            if (stream is { ActionType: StreamActionType.Append, ExpectedVersionOnServer: null })
                throw new InvalidOperationException(
                    $"The append to {stream.Key} has no expected version: use FetchForWriting or Append with a version.");
            foreach (var recorded in stream.Events) published.RequireKnown(recorded.EventType);
        }

        return Task.CompletedTask;
    }
}
