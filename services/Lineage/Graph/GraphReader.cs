using System.Text.Json;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Lineage.Graph;

/// <summary>Reads nodes and edges of the caller's workspace over one connection, so that several reads can see one snapshot.</summary>
internal static class GraphReader
{
    private const string IsTold = """
        SELECT EXISTS (SELECT FROM node_fact WHERE workspace = $1 AND node_id = $2)
            OR EXISTS (SELECT FROM edge WHERE workspace = $1 AND from_id = $2)
            OR EXISTS (SELECT FROM edge WHERE workspace = $1 AND to_id = $2)
        """;

    private const string EdgesBetween = """
        SELECT from_id, to_id, relation FROM edge
        WHERE workspace = $1 AND from_id = ANY($2) AND to_id = ANY($2) ORDER BY from_id, to_id, relation LIMIT $3
        """;

    // The time of an event decides which of two facts is true, not the order of arrival.
    private const string Facts = """
        SELECT f.node_id, f.attributes::text, f.time, f.actor, l.position
        FROM node_fact f LEFT JOIN ledger l ON l.event_id = f.event_id
        WHERE f.workspace = $1 AND f.node_id = ANY($2) ORDER BY f.time, f.sequence, f.event_id
        """;

    private static NpgsqlParameter Workspace => Parameter(Caller.Current.Workspace);

    /// <summary>Whether any event has told of a node.</summary>
    public static async Task<bool> IsToldAsync(NpgsqlConnection connection, string id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(IsTold, connection) { Parameters = { Workspace, Parameter(id) } };
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The nodes in the order of their ids.</summary>
    public static async Task<List<GraphNode>> NodesAsync(NpgsqlConnection connection, List<string> ids, CancellationToken cancellation)
    {
        var attributes = ids.ToDictionary(id => id, _ => new Dictionary<string, string>());
        var newest = new Dictionary<string, (DateTimeOffset Time, string Actor, long Position)>();
        await using var command = new NpgsqlCommand(Facts, connection) { Parameters = { Workspace, Parameter(ids.ToArray()) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var id = reader.GetString(0);
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(1))!)
                attributes[id][key] = value;
            newest[id] = (reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), reader.IsDBNull(4) ? 0 : reader.GetInt64(4));
        }
        return ids.ConvertAll(id => newest.TryGetValue(id, out var fact)
            ? new GraphNode(id, attributes[id], fact.Time, fact.Actor, fact.Position)
            : new GraphNode(id, attributes[id], null, "", 0));
    }

    /// <summary>The edges between some nodes, at most <paramref name="max"/>.</summary>
    public static async Task<List<GraphEdge>> EdgesAsync(
        NpgsqlConnection connection, List<string> ids, int max, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(EdgesBetween, connection)
        {
            Parameters = { Workspace, Parameter(ids.ToArray()), Parameter(max) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var edges = new List<GraphEdge>();
        while (await reader.ReadAsync(cancellation))
            edges.Add(new GraphEdge(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return edges;
    }

    /// <summary>The ids that a statement selects, whose first parameter is the workspace.</summary>
    public static async Task<List<string>> IdsAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(Workspace);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellation)) ids.Add(reader.GetString(0));
        return ids;
    }

    /// <summary>The next positional parameter.</summary>
    public static NpgsqlParameter Parameter<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
