using Google.Protobuf.WellKnownTypes;
using MlOps.EventSourcing;

namespace MlOps.Operations;

/// <summary>Records the end of an operation and removes it from the queue, in one transaction; idempotent.</summary>
internal sealed class EndOperation(Mutations mutations, CommitSignals signals)
{
    /// <summary>The commit signal that an operation has changed.</summary>
    public static string Changed(string id) => Operation.StreamOf(id);

    public Task<Operation> SucceededAsync(string id, OperationResult result, CancellationToken cancellation) =>
        EndAsync(id, (operation, now) => new OperationSucceeded(id, operation.Kind, operation.Subject, result, now), cancellation);

    public Task<Operation> FailedAsync(string id, OperationError error, CancellationToken cancellation) =>
        EndAsync(id, (operation, now) => new OperationFailed(id, operation.Kind, operation.Subject, error, now), cancellation);

    /// <summary>Does not change an operation that has already ended: in a race the first outcome wins.</summary>
    private async Task<Operation> EndAsync(string id, Func<Operation, DateTimeOffset, object> end, CancellationToken cancellation)
    {
        var ended = await mutations.ApplyAsync<Operation>(
            Operation.StreamOf(id),
            new Empty(),
            (operation, now) => operation is { State: OperationState.Active } ? [end(operation, now)] : [],
            cancellation,
            (session, _) => OperationQueue.Remove(session, id));
        signals.Raise(Changed(id));
        return ended.State;
    }
}
