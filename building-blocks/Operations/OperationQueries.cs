using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Operations.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Operations;

/// <summary>
/// Reads operations of the caller's workspace. Callers without the permission <c>operations.operations.read_all</c> see only the operations
/// they created.
/// </summary>
public sealed class OperationQueries(CallerSessions sessions, CommitSignals signals, TimeProvider time)
{
    private const int MaxLength = 256;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(30);

    /// <summary>One operation that the caller may see.</summary>
    public async Task<Operation> GetAsync(string id, CancellationToken cancellation)
    {
        new Faults().Text(id, "id", MaxLength).ThrowIfAny();
        await using var session = sessions.Query();
        var operation = await session.LoadAsync<Operation>(Operation.StreamOf(id), cancellation);
        return operation is not null && MaySee(operation) ? operation : throw new NotFoundException("operation", id);
    }

    /// <summary>A page of operations, newest first.</summary>
    internal async Task<Page<Operation>> ListAsync(ListOperationsRequest request, CancellationToken cancellation)
    {
        var creator = SeesAll ? request.Creator : Caller.Current.Subject;
        new Faults().Length(request.Kind, "kind", MaxLength).Length(request.Subject, "subject", MaxLength)
            .Length(request.Creator, "creator", MaxLength).ThrowIfAny();
        await using var session = sessions.Query();
        var query = new DocumentQuery<Operation>(operation => operation.Id, descending: true);
        if (request.Kind.Length > 0) query.Where("data ->> 'Kind' = ?", request.Kind);
        if (request.Subject.Length > 0) query.Where("data ->> 'Subject' = ?", request.Subject);
        if (creator.Length > 0) query.Where("data ->> 'By' = ?", creator);
        if (request.ActiveOnly) query.Where("data ->> 'State' = ?", nameof(OperationState.Active));
        return await query.PageAsync(session, PageRequest.Of(request.PageSize, request.PageToken), cancellation);
    }

    /// <summary>Waits until the operation has ended; after the timeout (default 30 s, at most 60 s) returns its current state.</summary>
    internal async Task<Operation> WaitAsync(string id, Duration? timeout, CancellationToken cancellation)
    {
        var patience = timeout?.ToTimeSpan() ?? UsualWait;
        new Faults().Require(
            patience >= TimeSpan.Zero && patience <= MaxWait, "timeout", $"must be 0 to {MaxWait.TotalSeconds} s").ThrowIfAny();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var timer = time.CreateTimer(_ => limit.Cancel(), null, patience, Timeout.InfiniteTimeSpan);
        while (true)
        {
            var changed = signals.Next(EndOperation.Changed(id));
            var operation = await GetAsync(id, cancellation);
            if (operation.State != OperationState.Active) return operation;
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return operation;
            }
        }
    }

    private static bool SeesAll => Caller.Current.May("operations.operations.read_all");

    private static bool MaySee(Operation operation) => SeesAll || operation.By == Caller.Current.Subject;
}
