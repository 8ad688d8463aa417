using System.Diagnostics;
using JasperFx.Events.Daemon.HighWater;
using Marten;
using Marten.Services;

namespace MlOps.EventSourcing;

/// <summary>
/// Wakes the async daemon after commits: on this node at once, on other nodes through <c>CommitNotices</c>. Marten's own
/// <c>UseListenNotifyForEventAppends</c> notifies in the appending transaction, and PostgreSQL serializes commits that notify.
/// </summary>
internal sealed class CommitSignal : DocumentSessionListenerBase, IDaemonWakeup
{
    // A poll of the daemon is eight statements and two commits: under load, several commits share one.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);
    private readonly SemaphoreSlim woken = new(0);
    private readonly SemaphoreSlim committed = new(0);
    private long looked;

    /// <summary>Makes the daemon poll for events, immediately or after its current poll.</summary>
    public void Wake() => Raise(woken);

    /// <summary>Completes when this node has committed events since the last call.</summary>
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

    // A race may release it twice, which costs one extra poll.
    private static void Raise(SemaphoreSlim signal)
    {
        if (signal.CurrentCount == 0) signal.Release();
    }
}
