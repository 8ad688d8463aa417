using System.Data;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Lineage.V1;
using MlOps.Lineage.Ledger;
using Npgsql;

namespace MlOps.Lineage.Graph;

/// <summary>Walks the graph from a node to what it came from, or to what followed from it.</summary>
internal sealed class LineageQuery(NpgsqlDataSource database)
{
    public const int MaxNodes = 10_000;
    public const int MaxDepth = 100;
    public const int DefaultDepth = 20;

    private const string IsTold = "SELECT EXISTS (SELECT FROM node_fact WHERE node_id = $1) OR EXISTS (SELECT FROM edge WHERE from_id = $1) OR EXISTS (SELECT FROM edge WHERE to_id = $1)";
    private const string EdgesBetween = "SELECT from_id, to_id, relation FROM edge WHERE from_id = ANY($1) AND to_id = ANY($1) ORDER BY from_id, to_id, relation";

    // When an event happened decides what is true of a node, not when the event came here.
    private const string Facts = """
        SELECT f.node_id, f.attributes::text, f.time, f.actor, l.position
        FROM node_fact f LEFT JOIN ledger l ON l.event_id = f.event_id
        WHERE f.node_id = ANY($1) ORDER BY f.time, f.sequence, f.event_id
        """;

    /// <summary>A node that an event has told of; null if none has.</summary>
    public async Task<Node?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await IsToldAsync(connection, id, cancellation) ? (await NodesAsync(connection, [id], cancellation))[0] : null;
    }

    /// <summary>The nodes within <paramref name="depth"/> steps of one, as of one moment; null if no event has told of that one.</summary>
    public async Task<GetLineageResponse?> WalkAsync(string id, Direction direction, int depth, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        if (!await IsToldAsync(connection, id, cancellation)) return null;

        var (reached, truncated) = await ReachAsync(connection, id, direction, depth, cancellation);
        var edges = await EdgesAsync(connection, reached, cancellation);
        var nodes = TopologicalOrder.Of(await NodesAsync(connection, reached, cancellation), edges, id, direction);
        return new GetLineageResponse { Nodes = { nodes }, Edges = { edges }, Truncated = truncated, Position = await LedgerReader.PositionAsync(connection, cancellation) };
    }

    public async Task<(long Nodes, long Edges)> CountAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT (SELECT count(DISTINCT node_id) FROM node_fact), (SELECT count(*) FROM edge)");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Step by step, so that a walk of a large graph ends with its limit and not with the graph.</summary>
    private static async Task<(List<string> Reached, bool Truncated)> ReachAsync(
        NpgsqlConnection connection, string id, Direction direction, int depth, CancellationToken cancellation)
    {
        var (near, far) = direction == Direction.Downstream ? ("to_id", "from_id") : ("from_id", "to_id");
        var step = $"""
            SELECT DISTINCT {far} FROM edge
            WHERE {near} = ANY($1) AND NOT EXISTS (SELECT FROM unnest($2) AS reached (id) WHERE reached.id = {far})
            ORDER BY {far} LIMIT $3
            """;
        var reached = new List<string> { id };
        var frontier = reached;
        for (var steps = 0; ; steps++)
        {
            // One beyond the limit tells that the limit cut the walk.
            frontier = await TextsAsync(connection, step, cancellation, Texts(frontier), Texts(reached), new NpgsqlParameter<int> { TypedValue = MaxNodes - reached.Count + 1 });
            if (frontier.Count == 0) return (reached, false);
            if (steps == depth) return (reached, true);
            reached.AddRange(frontier.Take(MaxNodes - reached.Count));
            if (reached.Count == MaxNodes && frontier[^1] != reached[^1]) return (reached, true);
        }
    }

    private static async Task<bool> IsToldAsync(NpgsqlConnection connection, string id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(IsTold, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = id } } };
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<List<Edge>> EdgesAsync(NpgsqlConnection connection, List<string> ids, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(EdgesBetween, connection) { Parameters = { Texts(ids) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var edges = new List<Edge>();
        while (await reader.ReadAsync(cancellation))
            edges.Add(new Edge { From = reader.GetString(0), To = reader.GetString(1), Relation = reader.GetString(2) });
        return edges;
    }

    /// <summary>The nodes in the order of their ids here. One that only an edge has told of so far has an id and a kind, nothing else.</summary>
    private static async Task<List<Node>> NodesAsync(NpgsqlConnection connection, List<string> ids, CancellationToken cancellation)
    {
        var nodes = ids.ToDictionary(id => id, id => new Node { Id = id, Kind = NodeId.KindOf(id) });
        await using var command = new NpgsqlCommand(Facts, connection) { Parameters = { Texts(ids) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var node = nodes[reader.GetString(0)];
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(1))!) node.Attributes[key] = value;
            node.Time = reader.GetDateTime(2).ToTimestamp();
            node.Actor = reader.GetString(3);
            node.Position = reader.IsDBNull(4) ? 0 : reader.GetInt64(4);
        }
        return ids.ConvertAll(id => nodes[id]);
    }

    private static async Task<List<string>> TextsAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellation)) texts.Add(reader.GetString(0));
        return texts;
    }

    private static NpgsqlParameter<string[]> Texts(List<string> texts) => new() { TypedValue = [.. texts] };
}
