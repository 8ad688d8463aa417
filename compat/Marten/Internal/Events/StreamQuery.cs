using Marten.Internal.Operations;
using Marten.Events;
using Npgsql;

namespace Marten.Internal.Events;

/// <summary>The statements that read one stream.</summary>
internal static class StreamQuery
{
    /// <summary>Events in order; 0 and null stand for no limit. Archived events are left out.</summary>
    public static NpgsqlBatchCommand Events(EventReader reader, EventGraph graph, object stream, string tenantId, long version, DateTimeOffset? timestamp, long fromVersion)
    {
        var command = new NpgsqlBatchCommand();
        var where = $"d.stream_id = {Add(stream)} and d.is_archived = false";
        if (graph.IsConjoined) where += $" and d.tenant_id = {Add(tenantId)}";
        if (version > 0) where += $" and d.version <= {Add(version)}";
        if (fromVersion > 0) where += $" and d.version >= {Add(fromVersion)}";
        if (timestamp is not null) where += $" and d.timestamp <= {Add(timestamp.Value)}";
        command.CommandText = $"select {reader.Columns} from {reader.Table} where {where} order by d.version";
        return command;

        string Add(object value)
        {
            command.Parameters.Add(SqlParameters.Inferred(value));
            return $"${command.Parameters.Count}";
        }
    }

    /// <summary>Events that a snapshot does not include yet.</summary>
    public static NpgsqlBatchCommand EventsAfterSnapshot(EventReader reader, EventGraph graph, Marten.Schema.DocumentMapping snapshot, object stream, string tenantId)
    {
        var command = new NpgsqlBatchCommand();
        command.Parameters.Add(SqlParameters.Inferred(stream));
        var tenant = "";
        if (graph.IsConjoined)
        {
            command.Parameters.Add(SqlParameters.Text(tenantId));
            tenant = " and d.tenant_id = $2";
        }

        var snapshotTenant = snapshot.IsConjoined ? " and s.tenant_id = $2" : "";
        command.CommandText = $"""
            select {reader.Columns} from {reader.Table}
            where d.stream_id = $1 and d.is_archived = false{tenant}
                and d.version > coalesce((select s.mt_version from {snapshot.Table} s where s.id = $1{snapshotTenant}), 0)
            order by d.version
            """;
        return command;
    }

    /// <summary>Version and archived flag of a stream, locked where it is to be written exclusively.</summary>
    public static NpgsqlBatchCommand Version(EventGraph graph, object stream, string tenantId, bool forUpdate)
    {
        var tenant = graph.IsConjoined ? " and tenant_id = $2" : "";
        var command = new NpgsqlBatchCommand(
            $"select version, is_archived from {graph.DatabaseSchemaName}.mt_streams where id = $1{tenant}{(forUpdate ? " for update" : "")}");
        command.Parameters.Add(SqlParameters.Inferred(stream));
        if (graph.IsConjoined) command.Parameters.Add(SqlParameters.Text(tenantId));
        return command;
    }
}
