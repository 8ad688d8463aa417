using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Operations.V1;

namespace MlOps.Operations;

/// <summary>Maps operations to <c>mlops.operations.v1.Operation</c>, with progress from the queue and the stored results.</summary>
public sealed class OperationMessages
{
    private readonly OperationQueue queue;
    private readonly OperationResults results;
    private readonly ServiceIdentity identity;

    internal OperationMessages(OperationQueue queue, OperationResults results, ServiceIdentity identity) =>
        (this.queue, this.results, this.identity) = (queue, results, identity);

    /// <summary>One operation, with its result.</summary>
    public async Task<Wire.Operation> ToWireAsync(Operation operation, CancellationToken cancellation) =>
        await WithResultAsync((await ToWireAsync([operation], cancellation))(operation), operation, cancellation);

    /// <summary>Creates the mapping for a list of operations; without results, and with one query of the queue.</summary>
    internal async Task<Func<Operation, Wire.Operation>> ToWireAsync(IReadOnlyList<Operation> operations, CancellationToken cancellation)
    {
        var active = operations.Where(
            operation => operation.State == OperationState.Active).Select(operation => operation.OperationId).ToList();
        var queued = active.Count == 0 ? new Dictionary<string, QueuedOperation>() : await queue.FindAsync(active, cancellation);
        return operation => ToWire(operation, queued.GetValueOrDefault(operation.OperationId));
    }

    private Wire.Operation ToWire(Operation operation, QueuedOperation? queued) => new()
    {
        Id = operation.OperationId,
        Service = identity.Service,
        Kind = operation.Kind,
        Subject = operation.Subject,
        State = StateOf(operation, queued),
        Progress = operation.State == OperationState.Succeeded ? 1 : queued?.Progress ?? 0,
        ProgressMessage = queued?.Message ?? "",
        Attempts = queued?.Attempts ?? 0,
        CreateTime = operation.QueuedAt.ToTimestamp(),
        EndTime = operation.EndedAt?.ToTimestamp(),
        Creator = operation.By,
        Error = operation.Error is { } error ? Status.Parser.ParseFrom(error.Status) : null,
        CancelledBy = operation.CancelledBy,
        Revision = operation.Revision,
    };

    private async Task<Wire.Operation> WithResultAsync(Wire.Operation message, Operation operation, CancellationToken cancellation)
    {
        if (operation.Result is { } result) message.Result = await results.ReadAsync(result, cancellation);
        return message;
    }

    private static Wire.OperationState StateOf(Operation operation, QueuedOperation? queued) => operation.State switch
    {
        OperationState.Succeeded => Wire.OperationState.Succeeded,
        OperationState.Failed => Wire.OperationState.Failed,
        OperationState.Cancelled => Wire.OperationState.Cancelled,
        _ => queued is { Running: true } ? Wire.OperationState.Running : Wire.OperationState.Queued,
    };
}
