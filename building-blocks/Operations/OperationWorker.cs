using Google.Protobuf;
using Google.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Operations;

/// <summary>
/// Runs the queued operations of one kind sequentially, including those whose worker crashed. Replicas share the queue; a lease prevents
/// two of them from running the same operation.
/// </summary>
internal sealed class OperationWorker(
    Type kindType, OperationQueue queue, CommitSignals signals, IServiceScopeFactory scopes, StatusMap statuses, TimeProvider time,
    ILogger<OperationWorker> logger) : BackgroundService
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenRaces = TimeSpan.FromMilliseconds(100);
    private readonly Guid worker = Guid.NewGuid();
    private string kind = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        kind = NameOfKind();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var added = signals.Next(StartOperation.Added(kind));
                if (await queue.TakeAsync(kind, worker, stoppingToken) is { } leased) await RunAsync(leased, stoppingToken);
                // Expired leases raise no signal: they are found at the periodic wake-up (CommitSignals.LookAgain).
                else await added.WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.WorkerFailed(logger, e, kind);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task RunAsync(LeasedOperation leased, CancellationToken stopping)
    {
        using var acting = leased.Caller.Enter();
        await using var lease = OperationLease.Hold(leased.Id, worker, queue, signals, time, stopping);
        await using var scope = scopes.CreateAsyncScope();
        var work = new OperationWork(scope.ServiceProvider, leased, kind);
        Log.Begins(logger, kind, leased.Id, leased.Attempt);
        try
        {
            if (leased.Attempt > MaxAttempts) throw new WorkerLostException(MaxAttempts);
            await work.RunAsync(ProgressOf(leased), lease.Token);
            Log.Ended(logger, kind, leased.Id);
        }
        catch (Exception e) when (stopping.IsCancellationRequested)
        {
            Log.Interrupted(logger, e, kind, leased.Id);
            await queue.ReleaseAsync(leased.Id, worker, TimeSpan.Zero, "");
            signals.Raise(StartOperation.Added(kind));
        }
        catch (Exception e) when (lease.Token.IsCancellationRequested)
        {
            // The operation was cancelled, or the lease was lost to another worker.
            Log.Interrupted(logger, e, kind, leased.Id);
        }
        catch (Exception e) when (statuses.IsTransient(e))
        {
            Log.Waits(logger, e, kind, leased.Id);
            await queue.ReleaseAsync(leased.Id, worker, Pause, $"Retrying: {e.Message}");
        }
        // A lost race may be won the next time; a stale expected_version stays stale.
        catch (VersionConflictException e) when (leased.Attempt < MaxAttempts)
        {
            Log.Waits(logger, e, kind, leased.Id);
            await queue.ReleaseAsync(leased.Id, worker, BetweenRaces, $"Retrying: {e.Message}", countsAttempt: true);
        }
        catch (Exception e)
        {
            await FailAsync(work, leased, e, lease.Token);
        }
    }

    private async Task FailAsync(OperationWork work, LeasedOperation leased, Exception exception, CancellationToken cancellation)
    {
        if (!await queue.RenewAsync(leased.Id, worker, cancellation))
        {
            Log.Interrupted(logger, exception, kind, leased.Id);
            return;
        }
        Log.Failed(logger, exception, kind, leased.Id);
        await work.FailAsync(StatusOf(exception, leased.Id), cancellation);
    }

    private string NameOfKind()
    {
        using var scope = scopes.CreateScope();
        return ((IOperationKind)scope.ServiceProvider.GetRequiredService(kindType)).Name;
    }

    private OperationProgress ProgressOf(LeasedOperation leased) =>
        new((progress, message, cancellation) => queue.ReportAsync(leased.Id, worker, progress, message, cancellation), time);

    private Status StatusOf(Exception exception, string id) => exception switch
    {
        WorkerLostException lost => new Status { Code = (int)Code.Aborted, Message = lost.Message },
        _ => statuses.Of(exception)
            ?? new Status { Code = (int)Code.Internal, Message = $"An internal error occurred; its log entry has the operation id {id}." },
    };
}
