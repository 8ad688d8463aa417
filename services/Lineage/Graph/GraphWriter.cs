using System.Text.Json;
using Marten;
using MlOps.EventSourcing;
using MlOps.Messaging;

namespace MlOps.Lineage.Graph;

/// <summary>
/// Writes changes of the graph in the transaction and workspace of the session. What an event tells of a node is a fact of its own, and
/// edges are a set, so that the order of arrival does not matter; only predictions that are no longer kept are deleted.
/// </summary>
internal static class GraphWriter
{
    private const string AddFacts = """
        INSERT INTO node_fact (workspace, node_id, event_id, time, sequence, actor, attributes)
        SELECT ?, node_id, ?, ?, ?, ?, attributes FROM unnest(?::text[], ?::jsonb[]) AS told (node_id, attributes)
        ON CONFLICT DO NOTHING
        """;

    private const string AddEdges = """
        INSERT INTO edge (workspace, from_id, to_id, relation)
        SELECT ?, * FROM unnest(?::text[], ?::text[], ?::text[]) ON CONFLICT DO NOTHING
        """;

    // Ids of predictions are in the order of time, so that all before the last one are a range.
    private const string DeleteExpired = """
        WITH gone AS (
            DELETE FROM edge
            WHERE workspace = ? AND from_id >= 'prediction/' AND from_id <= ? AND starts_with(to_id, ?) RETURNING workspace, from_id)
        DELETE FROM node_fact f USING gone WHERE f.workspace = gone.workspace AND f.node_id = gone.from_id
        """;

    public static void Write(IDocumentSession session, Consumed message, GraphChange change)
    {
        var workspace = session.Workspace();
        if (change.Nodes.Count > 0)
        {
            session.QueueSqlCommand(
                AddFacts, workspace, message.Id, message.Time.ToUniversalTime(), message.Sequence, message.Actor,
                change.Nodes.Select(node => node.Id).ToArray(),
                change.Nodes.Select(node => JsonSerializer.Serialize(node.Attributes)).ToArray());
        }
        foreach (var (last, target) in change.Expired) session.QueueSqlCommand(DeleteExpired, workspace, last, target);
        if (change.Edges.Count == 0) return;
        // Two writers lock rows in the same order, so that there is no deadlock.
        var edges = change.Edges.Order().ToList();
        session.QueueSqlCommand(
            AddEdges, workspace, edges.Select(edge => edge.From).ToArray(), edges.Select(edge => edge.To).ToArray(),
            edges.Select(edge => edge.Relation).ToArray());
    }
}
