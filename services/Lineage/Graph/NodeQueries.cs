using System.Data;
using MlOps.Lineage.Ledger;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;
using Npgsql;

namespace MlOps.Lineage.Graph;

/// <summary>Reads nodes of the caller's workspace by their ids.</summary>
internal sealed class NodeQueries(NpgsqlDataSource database)
{
    // Sorts after every text, in the order of code points that the column has.
    private const string AfterAll = "\U0010FFFF";

    private const string Count = """
        SELECT (SELECT count(DISTINCT node_id) FROM node_fact WHERE workspace = $1), (SELECT count(*) FROM edge WHERE workspace = $1)
        """;

    /// <summary>A node that an event has told of; null if none has.</summary>
    public async Task<GraphNode?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await GraphReader.IsToldAsync(connection, id, cancellation)
            ? (await GraphReader.NodesAsync(connection, [id], cancellation))[0]
            : null;
    }

    /// <summary>A page of the nodes that events have told of, by id, and the ledger position that it is true for.</summary>
    public async Task<(Page<GraphNode> Page, long Position)> ListAsync(NodeFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var after = page.After ?? (filter.Descending ? AfterAll : "");
        var ids = await GraphReader.IdsAsync(
            connection, Statement(filter), cancellation, GraphReader.Parameter(filter.Prefix),
            GraphReader.Parameter(filter.Prefix + AfterAll), GraphReader.Parameter(after), GraphReader.Parameter(page.Rows),
            GraphReader.Parameter(filter.ClientId));
        var nodes = await GraphReader.NodesAsync(connection, ids, cancellation);
        return (new Page<GraphNode>(page, nodes, node => node.Id), await LedgerReader.PositionAsync(connection, cancellation));
    }

    public async Task<(long Nodes, long Edges)> CountAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Count);
        command.Parameters.Add(GraphReader.Parameter(Caller.Current.Workspace));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static string Statement(NodeFilter filter) => $"""
        SELECT node_id FROM node_fact
        WHERE workspace = $1 AND node_id >= $2 AND node_id < $3 AND node_id {(filter.Descending ? "<" : ">")} $4
            AND ($6 = '' OR attributes ->> 'client_id' = $6)
        GROUP BY node_id ORDER BY node_id {(filter.Descending ? "DESC" : "ASC")} LIMIT $5
        """;
}

/// <summary>Which nodes a list has, and which way it goes.</summary>
/// <param name="Prefix">How their ids begin; empty for all.</param>
/// <param name="ClientId">Of predictions, what the client called them; empty for all nodes.</param>
internal sealed record NodeFilter(string Prefix, string ClientId, bool Descending);
