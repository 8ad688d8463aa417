using System.Diagnostics;
using JasperFx.Events.Daemon.HighWater;
using Marten;
using Marten.Services;

namespace MlOps.EventSourcing;

/// <summary>
/// Wakes the daemon at commits: at once on this node, through <see cref="CommitNotices"/> on the others. Marten's own way
/// (<c>UseListenNotifyForEventAppends</c>) notifies in the appending transaction, and transactions that notify commit one by one.
/// </summary>
internal sealed class CommitSignal : DocumentSessionListenerBase, IDaemonWakeup
{
    // A look is eight statements and two commits: while commits come all the time, some share one.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);
    private readonly SemaphoreSlim woken = new(0);
    private readonly SemaphoreSlim committed = new(0);
    private long looked;

    /// <summary>Lets the daemon look for events, now or as soon as it has finished what it is doing.</summary>
    public void Wake() => Raise(woken);

    /// <summary>Returns once this node has committed events since the last call.</summary>
    public Task CommittedAsync(CancellationToken cancellation) => committed.WaitAsync(cancellation);

    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        if (commit.GetStreams().Any())
        {
            Raise(woken);
            Raise(committed);
        }

        return Task.CompletedTask;
    }

    public async Task WaitAsync(TimeSpan timeout, CancellationToken token)
    {
        if (!await woken.WaitAsync(timeout, token)) return;
        var early = BetweenLooks - Stopwatch.GetElapsedTime(looked);
        if (early > TimeSpan.Zero) await Task.Delay(early, token);
        looked = Stopwatch.GetTimestamp();
    }

    public void Dispose()
    {
        woken.Dispose();
        committed.Dispose();
    }

    // A race may raise it twice, which costs one more look.
    private static void Raise(SemaphoreSlim signal)
    {
        if (signal.CurrentCount == 0) signal.Release();
    }
}
