using System.Text.Json;
using Marten;
using MlOps.ServiceDefaults.Kafka;

namespace MlOps.Lineage.Graph;

/// <summary>Writes changes of the graph in the transaction of the session. Every write commutes with those of other topics: attributes merge, edges are a set.</summary>
internal static class GraphWriter
{
    private const string MergeNode = """
        INSERT INTO node AS n (id, attributes, time, actor, event_id) VALUES (?, ?::jsonb, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            attributes = CASE WHEN excluded.time >= n.time THEN n.attributes || excluded.attributes ELSE excluded.attributes || n.attributes END,
            actor = CASE WHEN excluded.time >= n.time THEN excluded.actor ELSE n.actor END,
            event_id = CASE WHEN excluded.time >= n.time THEN excluded.event_id ELSE n.event_id END,
            time = greatest(excluded.time, n.time)
        """;

    private const string AddEdge = "INSERT INTO edge (from_id, to_id, relation) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    public static void Write(IDocumentSession session, Consumed message, GraphChange change)
    {
        // In the order of their ids, so that two writers lock rows in the same order.
        foreach (var (id, attributes) in change.Nodes.OrderBy(node => node.Id, StringComparer.Ordinal))
            session.QueueSqlCommand(MergeNode, id, JsonSerializer.Serialize(attributes), message.Time.ToUniversalTime(), message.Actor, message.Id);
        foreach (var (from, to, relation) in change.Edges) session.QueueSqlCommand(AddEdge, from, to, relation);
    }
}
