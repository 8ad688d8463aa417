using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Lineage.Ledger;

/// <summary>Waits for the ledger to reach a position: woken by commits, with one query for all of a workspace who wait.</summary>
internal sealed class LedgerHead(LedgerReader ledger, CommitSignals signals, TimeProvider time)
{
    /// <summary>How long a request waits for its <c>min_position</c>.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    private readonly Lock asking = new();
    private (Task Change, Dictionary<string, Task<long>> Positions)? asked;

    /// <summary>Returns once the ledger has reached a position.</summary>
    public async Task ReachAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            var change = signals.Next(LedgerCommits.Topic);
            if (await PositionAsync(change).WaitAsync(cancellation) >= position) return;
            await change.WaitAsync(cancellation);
        }
    }

    /// <summary>As <see cref="ReachAsync"/>, for a caller who must be answered within <see cref="Patience"/>.</summary>
    /// <exception cref="RuleBrokenException">The ledger has not come that far.</exception>
    public async Task RequireAsync(long position, CancellationToken cancellation)
    {
        if (position == 0) return;
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await ReachAsync(position, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var end = await ledger.PositionAsync(cancellation);
            throw new RuleBrokenException(
                "min-position", "ledger",
                $"The ledger did not reach position {position} within {Patience.TotalSeconds} s; it ends at {end}.");
        }
    }

    /// <summary>The position of the workspace as of the last change: whoever waits for the next one reads it once.</summary>
    private Task<long> PositionAsync(Task change)
    {
        var workspace = Caller.Current.Workspace;
        lock (asking)
        {
            if (asked is not { } known || known.Change != change) asked = known = (change, []);
            if (!known.Positions.TryGetValue(workspace, out var position) || position.IsFaulted)
                known.Positions[workspace] = position = ledger.PositionAsync(CancellationToken.None);
            return position;
        }
    }
}
