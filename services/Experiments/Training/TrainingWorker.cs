using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using Npgsql;

namespace MlOps.Experiments.Training;

/// <summary>
/// Trains the queued runs one after the other, also those whose worker died: a run in training survives a restart. Replicas
/// share the queue; a lease keeps two of them from training the same run.
/// </summary>
internal sealed class TrainingWorker(
    TrainingQueue queue, CommitSignals signals, IServiceScopeFactory scopes, TimeProvider time, ILogger<TrainingWorker> logger) : BackgroundService
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private readonly Guid worker = Guid.NewGuid();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var added = signals.Next(TrainingQueue.Added);
                if (await queue.TakeAsync(worker, stoppingToken) is { } queued) await TrainAsync(queued, stoppingToken);
                // Leases that ran out make no signal: they are found when every waiter looks again.
                else await added.WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.WorkerFailed(logger, e);
                await Task.Delay(Heartbeat, time, stoppingToken);
            }
        }
    }

    private async Task TrainAsync(QueuedRun queued, CancellationToken stopping)
    {
        using var lease = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var scope = scopes.CreateAsyncScope();
        var job = scope.ServiceProvider.GetRequiredService<TrainingJob>();
        var heartbeat = HoldAsync(queued.RunId, lease);
        Log.TrainingBegins(logger, queued.RunId, queued.Attempt);
        try
        {
            if (queued.Attempt > MaxAttempts) await job.FailAsync(queued.RunId, $"The training took its worker down {MaxAttempts} times.", lease.Token);
            else await job.RunAsync(queued.RunId, lease.Token);
            Log.TrainingEnded(logger, queued.RunId);
        }
        catch (Exception e) when (stopping.IsCancellationRequested)
        {
            Log.TrainingInterrupted(logger, e, queued.RunId);
            await queue.ReleaseAsync(queued.RunId, worker);
        }
        catch (Exception e) when (lease.IsCancellationRequested || e is RuleBrokenException)
        {
            // The run was cancelled, or another worker has it.
            Log.TrainingInterrupted(logger, e, queued.RunId);
        }
        catch (Exception e) when (!IsPassing(e))
        {
            Log.TrainingFailed(logger, e, queued.RunId);
            await job.FailAsync(queued.RunId, e.Message, lease.Token);
        }
        finally
        {
            await lease.CancelAsync();
            await heartbeat;
        }
    }

    /// <summary>Renews the lease until cancelled, and cancels when it is lost.</summary>
    private async Task HoldAsync(string runId, CancellationTokenSource lease)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(lease.Token))
            {
                if (!await queue.RenewAsync(runId, worker, lease.Token)) await lease.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (NpgsqlException e)
        {
            // Without the database the lease cannot be held, and nothing could be logged either.
            Log.WorkerFailed(logger, e);
            await lease.CancelAsync();
        }
    }

    // Trying again may help; the run stays queued until its lease runs out.
    private static bool IsPassing(Exception e) => e is NpgsqlException { IsTransient: true } or VersionConflictException;
}
