using JasperFx.Events;
using Marten.Events;
using Marten.Services;
using NpgsqlTypes;

namespace Marten.Internal.Operations;

/// <summary>Changes of stored streams and events.</summary>
internal static class EventOperations
{
    public static SqlOperation Archive(EventGraph events, object stream, string tenantId)
    {
        var schema = events.DatabaseSchemaName;
        var tenant = events.IsConjoined ? " and tenant_id = $2" : "";
        var sql = $"""
            with archived as (update {schema}.mt_streams set is_archived = true where id = $1{tenant})
            update {schema}.mt_events set is_archived = true where stream_id = $1{tenant}
            """;
        return new SqlOperation(sql, events.IsConjoined ? [SqlParameters.Inferred(stream), SqlParameters.Text(tenantId)] : [SqlParameters.Inferred(stream)]);
    }

    public static SqlOperation Overwrite(EventGraph events, SystemTextJsonSerializer serializer, IEvent e)
    {
        var headers = events.MetadataConfig.HeadersEnabled ? ", headers = $3" : "";
        var sql = $"update {events.DatabaseSchemaName}.mt_events set data = $1{headers} where seq_id = $2";
        return new SqlOperation(sql, events.MetadataConfig.HeadersEnabled
            ? [SqlParameters.Json(serializer.ToUtf8(e.Data)), SqlParameters.Of(e.Sequence), SqlParameters.OrNull(e.Headers is null ? null : serializer.ToUtf8(e.Headers), NpgsqlDbType.Jsonb)]
            : [SqlParameters.Json(serializer.ToUtf8(e.Data)), SqlParameters.Of(e.Sequence)]);
    }
}
