using System.Text.Json;
using Marten;
using MlOps.ServiceDefaults.Kafka;

namespace MlOps.Lineage.Graph;

/// <summary>Writes changes of the graph in the transaction of the session. Nothing is changed afterwards: what an event tells of a node is a fact, edges are a set.</summary>
internal static class GraphWriter
{
    private const string AddFact = "INSERT INTO node_fact (node_id, event_id, time, sequence, actor, attributes) VALUES (?, ?, ?, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING";
    private const string AddEdge = "INSERT INTO edge (from_id, to_id, relation) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    public static void Write(IDocumentSession session, Consumed message, GraphChange change)
    {
        foreach (var (id, attributes) in change.Nodes)
            session.QueueSqlCommand(AddFact, id, message.Id, message.Time.ToUniversalTime(), message.Sequence, message.Actor, JsonSerializer.Serialize(attributes));
        // In one order, so that two writers wait for each other instead of both.
        foreach (var (from, to, relation) in change.Edges.Order()) session.QueueSqlCommand(AddEdge, from, to, relation);
    }
}
