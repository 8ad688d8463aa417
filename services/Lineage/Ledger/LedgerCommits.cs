using Marten;
using Marten.Services;
using MlOps.EventSourcing;

namespace MlOps.Lineage.Ledger;

/// <summary>Wakes those who wait for the ledger after each commit of this service: it commits nothing else.</summary>
internal sealed class LedgerCommits(CommitSignals signals) : DocumentSessionListenerBase
{
    /// <summary>What waiters wait for.</summary>
    public const string Topic = "ledger";

    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        signals.Raise(Topic);
        return Task.CompletedTask;
    }
}
