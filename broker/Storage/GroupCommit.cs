namespace MlOps.Broker.Storage;

/// <summary>Group commit: one round of fsyncs makes the batches of all waiting producers durable.</summary>
/// <remarks>
/// With <see cref="FsyncPolicy.Interval"/> rounds run at a fixed interval and no producer waits; with
/// <see cref="FsyncPolicy.None"/> there are no rounds.
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

    /// <summary>Whether the high-water mark advances only after an fsync.</summary>
    public bool HoldsBackUntilDurable => policy == FsyncPolicy.Group;

    /// <summary>Whether segments are fsynced when they are sealed.</summary>
    public bool Syncs => policy != FsyncPolicy.None;

    /// <summary>Enlists <paramref name="log"/> in the next round; the task completes with that round, even if the fsync fails.</summary>
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

    /// <summary>Runs the last round and stops.</summary>
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
