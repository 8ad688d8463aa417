using Marten;
using MlOps.EventSourcing.Consuming;
using MlOps.Lineage.Graph;
using MlOps.Lineage.Ledger;
using MlOps.Messaging;

namespace MlOps.Lineage.Kafka;

/// <summary>Every event of every service goes into the ledger, and what it says about origins into the graph, in one transaction.</summary>
internal sealed class OnAnyEvent : IConsumeBatch
{
    public Task HandleAsync(IDocumentSession session, IReadOnlyList<Consumed> messages, CancellationToken cancellation)
    {
        foreach (var message in messages)
        {
            LedgerWriter.Append(session, message);
            GraphWriter.Write(session, message, GraphRules.For(message));
        }
        return Task.CompletedTask;
    }
}
