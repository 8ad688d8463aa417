using Google.Rpc;
using MlOps.Contracts.Operations.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Operations;

/// <summary>Cancels an active operation; its worker stops when it receives the commit signal, or at the next heartbeat.</summary>
internal sealed class CancelOperation(
    Mutations mutations, CommitSignals signals, OperationQueries operations, OperationQueue queue, OperationKinds kinds)
{
    public async Task<Operation> HandleAsync(CancelOperationRequest request, CancellationToken cancellation)
    {
        var caller = Caller.Current;
        new Faults().Length(request.Reason, "reason", MutationRequest.MaxReasonLength).ThrowIfAny();
        var found = await operations.GetAsync(request.Id, cancellation);
        if (found.By != caller.Subject) caller.Demand("operations.operations.cancel_all");
        if (found.State == OperationState.Active) await CleanUpAsync(found, request.Reason, cancellation);
        var cancelled = await mutations.ApplyAsync<Operation>(
            found.Id, request, (operation, now) => Decide(operation!, caller.Subject, now), cancellation,
            (session, _) => OperationQueue.Remove(session, found.OperationId));
        signals.Raise(EndOperation.Changed(found.OperationId));
        return cancelled.State;
    }

    public static IEnumerable<object> Decide(Operation operation, string by, DateTimeOffset now) => operation.State switch
    {
        OperationState.Active => [new OperationCancelled(operation.OperationId, operation.Kind, operation.Subject, by, now)],
        OperationState.Cancelled => [],
        _ =>
            throw new RuleBrokenException(
                "operation-ended", operation.Id, $"The operation has already {operation.State.ToString().ToLowerInvariant()}."),
    };

    // With the lease, so that the worker does not record as a failure what the cleaning up does to it.
    private async Task CleanUpAsync(Operation operation, string reason, CancellationToken cancellation)
    {
        if (await queue.SeizeAsync(operation.OperationId, Guid.NewGuid(), cancellation) is not { } request) return;
        signals.Raise(EndOperation.Changed(operation.OperationId));
        var outcome = new Status { Code = (int)Code.Cancelled, Message = reason };
        await kinds.Find(operation.Kind).EndAsync(operation.OperationId, request, outcome, cancellation);
    }
}
