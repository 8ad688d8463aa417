using Marten;
using MlOps.Messaging;

namespace MlOps.Lineage.Ledger;

/// <summary>Appends events to the ledger in the transaction of the session.</summary>
internal static class LedgerWriter
{
    private const string SourcePrefix = "/mlops/";

    public static void Append(IDocumentSession session, Consumed message) => session.QueueSqlCommand(
        "SELECT ledger_append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        message.Id, ServiceOf(message), message.Type, message.Subject, message.Sequence, message.Time.ToUniversalTime(), message.Actor,
        message.Workspace, message.CorrelationId, message.CausationId, message.TraceParent ?? "", message.Reason, message.Body.ToArray(),
        EntryDigest.Of(message));

    public static string ServiceOf(Consumed message) =>
        message.Source.StartsWith(SourcePrefix, StringComparison.Ordinal) ? message.Source[SourcePrefix.Length..] : message.Source;
}
