using JasperFx.Events;
using Marten;

namespace MlOps.EventSourcing.Publishing;

/// <summary>Refuses to save an event that the table of wire events lacks, and an append that names no version to follow.</summary>
internal sealed class SaveRules(WireEvents published) : DocumentSessionListenerBase
{
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var stream in session.PendingChanges.Streams())
        {
            // Two such appends at once both draw sequence numbers; those of the loser stay a gap, before which publishing waits.
            if (stream is { ActionType: StreamActionType.Append, ExpectedVersionOnServer: null })
                throw new InvalidOperationException(
                    $"The append to {stream.Key} names no version to follow: use FetchForWriting, or say it.");
            foreach (var recorded in stream.Events) published.RequireKnown(recorded.EventType);
        }

        return Task.CompletedTask;
    }
}
