using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Lineage.V1;
using Npgsql;

namespace MlOps.Lineage.Graph;

/// <summary>Walks the graph from a node to what it came from, or to what followed from it.</summary>
internal sealed class LineageQuery(NpgsqlDataSource database)
{
    public const int MaxNodes = 10_000;
    public const int MaxDepth = 100;
    public const int DefaultDepth = 20;

    /// <summary>One node beyond the limit tells that the limit cut the walk.</summary>
    private static string Walk(Direction direction)
    {
        var (near, far) = direction == Direction.Downstream ? ("to_id", "from_id") : ("from_id", "to_id");
        return $"""
            WITH RECURSIVE walk (id, depth) AS (
                SELECT $1::text, 0
                UNION
                SELECT e.{far}, w.depth + 1 FROM walk w JOIN edge e ON e.{near} = w.id WHERE w.depth <= $2),
            reached AS (SELECT id, min(depth) AS depth FROM walk GROUP BY id ORDER BY depth, id LIMIT {MaxNodes + 1})
            SELECT r.id, r.depth, n.attributes::text, n.time, n.actor, l.position
            FROM reached r LEFT JOIN node n ON n.id = r.id LEFT JOIN ledger l ON l.event_id = n.event_id ORDER BY r.depth, r.id
            """;
    }

    private const string EdgesBetween = "SELECT from_id, to_id, relation FROM edge WHERE from_id = ANY($1) AND to_id = ANY($1) ORDER BY from_id, to_id, relation";
    private const string One = "SELECT n.id, 0, n.attributes::text, n.time, n.actor, l.position FROM node n LEFT JOIN ledger l ON l.event_id = n.event_id WHERE n.id = $1";

    /// <summary>A node that an event has told of; null if none has.</summary>
    public async Task<Node?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? ToNode(reader) : null;
    }

    public async Task<GetLineageResponse> WalkAsync(string id, Direction direction, int depth, CancellationToken cancellation)
    {
        var response = new GetLineageResponse();
        await using (var command = database.CreateCommand(Walk(direction)))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = depth });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                if (reader.GetInt32(1) > depth || response.Nodes.Count == MaxNodes) response.Truncated = true;
                else response.Nodes.Add(ToNode(reader));
            }
        }
        response.Edges.AddRange(await EdgesAsync([.. response.Nodes.Select(node => node.Id)], cancellation));
        var sorted = TopologicalOrder.Of(response.Nodes, response.Edges, id, direction);
        response.Nodes.Clear();
        response.Nodes.AddRange(sorted);
        return response;
    }

    public async Task<(long Nodes, long Edges)> CountAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT (SELECT count(*) FROM node), (SELECT count(*) FROM edge)");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task<List<Edge>> EdgesAsync(string[] ids, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(EdgesBetween);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var edges = new List<Edge>();
        while (await reader.ReadAsync(cancellation))
            edges.Add(new Edge { From = reader.GetString(0), To = reader.GetString(1), Relation = reader.GetString(2) });
        return edges;
    }

    /// <summary>A node that only an edge has told of so far has an id and a kind, nothing else.</summary>
    private static Node ToNode(NpgsqlDataReader row)
    {
        var node = new Node { Id = row.GetString(0), Kind = NodeId.KindOf(row.GetString(0)) };
        if (row.IsDBNull(2)) return node;
        foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(2))!) node.Attributes[key] = value;
        node.Time = row.GetDateTime(3).ToTimestamp();
        node.Actor = row.GetString(4);
        node.Position = row.IsDBNull(5) ? 0 : row.GetInt64(5);
        return node;
    }
}
