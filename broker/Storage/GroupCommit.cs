namespace MlOps.Broker.Storage;

/// <summary>Makes appended batches durable: one round of fsync serves every producer that waits by then.</summary>
/// <remarks>
/// Under <see cref="FsyncPolicy.Interval"/> rounds run at a fixed interval and nobody waits; under
/// <see cref="FsyncPolicy.None"/> there are none.
/// </remarks>
internal sealed class GroupCommit : IDisposable
{
    private readonly FsyncPolicy policy;
    private readonly Lock gate = new();
    private readonly AutoResetEvent work = new(false);
    private readonly ManualResetEvent stopping = new(false);
    private readonly Thread thread;
    private readonly TimeSpan interval;
    private HashSet<PartitionLog> dirty = [];
    private TaskCompletionSource round = NewRound();

    public GroupCommit(FsyncPolicy policy, TimeSpan interval)
    {
        this.policy = policy;
        this.interval = interval;
        thread = new Thread(Run) { IsBackground = true, Name = "group commit" };
        thread.Start();
    }

    /// <summary>Whether records become visible only once they are durable.</summary>
    public bool HoldsBackUntilDurable => policy == FsyncPolicy.Group;

    /// <summary>Whether segments are synced when they are sealed.</summary>
    public bool Syncs => policy != FsyncPolicy.None;

    /// <summary>Has <paramref name="log"/> synced in the next round; the task ends with that round.</summary>
    public Task EnlistAsync(PartitionLog log)
    {
        if (policy == FsyncPolicy.None) return Task.CompletedTask;
        Task durable;
        lock (gate)
        {
            dirty.Add(log);
            durable = round.Task;
        }

        if (policy == FsyncPolicy.Interval) return Task.CompletedTask;
        work.Set();
        return durable;
    }

    /// <summary>Syncs what is outstanding and stops.</summary>
    public void Dispose()
    {
        stopping.Set();
        thread.Join();
        work.Dispose();
        stopping.Dispose();
    }

    private static TaskCompletionSource NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run()
    {
        WaitHandle[] signals = [work, stopping];
        var stopped = false;
        while (!stopped)
        {
            stopped = policy == FsyncPolicy.Interval ? stopping.WaitOne(interval) : WaitHandle.WaitAny(signals) == 1;
            Sync();
        }
    }

    private void Sync()
    {
        HashSet<PartitionLog> logs;
        TaskCompletionSource finished;
        lock (gate)
        {
            if (dirty.Count == 0) return;
            (logs, dirty) = (dirty, []);
            (finished, round) = (round, NewRound());
        }

        foreach (var log in logs)
        {
            try
            {
                log.Flush();
            }
            catch (Exception failure)
            {
                log.Fail(failure);
            }
        }

        finished.SetResult();
    }
}
