namespace MlOps.Lineage.Ledger;

/// <summary>One event in the ledger.</summary>
internal sealed record LedgerRecord(
    long Position, string EventId, string Service, string Type, string Subject, long Sequence, DateTimeOffset Time, string Actor,
    string Workspace, string CorrelationId, string CausationId, string TraceParent, string Reason, byte[] Data, byte[] Hash);

/// <summary>Which records a reader wants; empty texts are for all.</summary>
/// <param name="To">The last position; null = whatever comes.</param>
internal sealed record LedgerFilter(
    long From, long? To, string Service, string Subject, string Type, string Actor, string CorrelationId, DateTimeOffset Start,
    DateTimeOffset End, bool Follow);
