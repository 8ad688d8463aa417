using System.Data;
using MlOps.Lineage.Ledger;
using Npgsql;

namespace MlOps.Lineage.Graph;

/// <summary>Walks the graph from a node to what it came from, or to what followed from it.</summary>
internal sealed class WalkQuery(NpgsqlDataSource database)
{
    /// <summary>The nodes within <paramref name="depth"/> steps of one, in one snapshot; null if no event has told of that one.</summary>
    public async Task<Walk?> WalkAsync(string id, WalkDirection direction, int depth, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        if (!await GraphReader.IsToldAsync(connection, id, cancellation)) return null;

        var (reached, truncated) = await ReachAsync(connection, id, direction, depth, cancellation);
        // One more than the limit shows that there are more.
        var edges = await GraphReader.EdgesAsync(connection, reached, Limits.Edges + 1, cancellation);
        truncated |= edges.Count > Limits.Edges;
        edges = [.. edges.Take(Limits.Edges)];
        var nodes = TopologicalOrder.Of(await GraphReader.NodesAsync(connection, reached, cancellation), edges, id, direction);
        return new Walk(nodes, edges, await LedgerReader.PositionAsync(connection, cancellation), truncated);
    }

    /// <summary>Breadth first, one statement a step, so that the cost is bounded by the limit and not by the graph.</summary>
    private static async Task<(List<string> Reached, bool Truncated)> ReachAsync(
        NpgsqlConnection connection, string id, WalkDirection direction, int depth, CancellationToken cancellation)
    {
        var (near, far) = direction == WalkDirection.Downstream ? ("to_id", "from_id") : ("from_id", "to_id");
        // Of each node only the first neighbours, however many it has: of so many at least the room is not reached yet.
        var step = $"""
            SELECT DISTINCT next.id FROM unnest($2) AS near (id) CROSS JOIN LATERAL (
                SELECT {far} AS id FROM edge WHERE workspace = $1 AND {near} = near.id ORDER BY {far} LIMIT {Limits.Nodes + 1}) next
            WHERE NOT EXISTS (SELECT FROM unnest($3) AS reached (id) WHERE reached.id = next.id)
            ORDER BY next.id LIMIT $4
            """;
        var reached = new List<string> { id };
        var frontier = reached;
        for (var steps = 0; ; steps++)
        {
            var room = Limits.Nodes - reached.Count;
            frontier = await GraphReader.IdsAsync(
                connection, step, cancellation, GraphReader.Parameter(frontier.ToArray()), GraphReader.Parameter(reached.ToArray()),
                GraphReader.Parameter(room + 1));
            if (frontier.Count == 0) return (reached, false);
            if (steps == depth) return (reached, true);
            reached.AddRange(frontier.Take(room));
            if (frontier.Count > room) return (reached, true);
        }
    }
}
