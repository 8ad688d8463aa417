using Marten;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.EventSourcing;

/// <summary>Which workspaces a service has something in, for background work that goes through all of them, one after the other.</summary>
public sealed class OccupiedWorkspaces
{
    private readonly NpgsqlDataSource database;
    private readonly EventStoreOptions options;
    private readonly ServiceIdentity identity;

    internal OccupiedWorkspaces(NpgsqlDataSource database, EventStoreOptions options, ServiceIdentity identity) =>
        (this.database, this.options, this.identity) = (database, options, identity);

    /// <summary>The workspaces that have documents of type <typeparamref name="T"/>.</summary>
    public async Task<IReadOnlyList<string>> WithAsync<T>(CancellationToken cancellation)
        where T : notnull
    {
        var table = ((IReadOnlyStoreOptions)options).Schema.For<T>();
        return [.. (await DistinctAsync(table, "tenant_id", cancellation)).Select(Tenants.WorkspaceOf)];
    }

    /// <summary>The workspaces that have rows in a table of the service's own, whose primary key begins with <c>workspace</c>.</summary>
    public Task<IReadOnlyList<string>> WithRowsAsync(string table, CancellationToken cancellation) =>
        DistinctAsync(table, "workspace", cancellation);

    /// <summary>Makes the service itself the caller in a workspace, until disposed.</summary>
    public IDisposable Enter(string workspace) => identity.Act(workspace: workspace);

    // Steps from one key to the next in the index of the primary key: the cost is that of the workspaces, not of the rows.
    private async Task<IReadOnlyList<string>> DistinctAsync(string table, string column, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            with recursive found (name) as (
                (select {column} from {table} order by {column} limit 1)
                union all
                select (select {column} from {table} where {column} > found.name order by {column} limit 1)
                from found where found.name is not null)
            select name from found where name is not null
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellation)) names.Add(reader.GetString(0));
        return names;
    }
}
