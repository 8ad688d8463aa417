using JasperFx.Events;
using Marten.Events;

namespace Marten.Internal.Schema;

/// <summary>The server function that appends the events of one stream, given as arrays, and returns the stream's new version.</summary>
/// <remarks>
/// It takes the stream's row lock before it draws sequence numbers: a conflict leaves no gap in the sequence, and writers of
/// one stream queue up instead of colliding.
/// </remarks>
internal static class QuickAppendFunction
{
    public static string Name(EventGraph events) => $"{events.DatabaseSchemaName}.mt_quick_append_events";

    public static SchemaObject For(EventGraph events)
    {
        var schema = events.DatabaseSchemaName;
        var metadata = EventSchema.MetadataColumns(events).ToList();
        var timestamps = events.AppendMode == EventAppendMode.QuickWithServerTimestamps;
        var parameters = string.Concat(metadata.Select(m => $", {m.Column}s {m.Type}[]")) + (timestamps ? ", timestamps timestamptz[]" : "");
        var arrays = string.Concat(metadata.Select(m => $", {m.Column}s")) + (timestamps ? ", timestamps" : "");
        var columns = string.Concat(metadata.Select(m => $", {m.Column}"));
        var target = $"(seq_id, id, stream_id, version, data, bdata, type, tenant_id, timestamp, mt_dotnet_type, is_archived{columns})";
        var items = string.Concat(metadata.Select(m => $", {m.Column}_item")) + (timestamps ? ", timestamp_item" : "");
        var values = string.Concat(metadata.Select(m => $", {m.Column}_item"));
        var first = string.Concat(metadata.Select(m => $", {m.Column}s[1]"));
        var where = $"s.id = stream{(events.IsConjoined ? " and s.tenant_id = tenantid" : "")}";
        var key = events.IsConjoined ? "tenant_id, id" : "id";
        var signature = $"""
            (stream {(events.HasStringKeys ? "varchar" : "uuid")}, stream_type varchar, tenantid varchar, event_ids uuid[], event_types varchar[],
             dotnet_types varchar[], bodies jsonb[], bdatas bytea[]{parameters}, expected_version bigint default null) returns bigint[] language plpgsql
            """;
        var body = $"""

            declare
                total int := coalesce(array_length(event_ids, 1), 0);
                before bigint;
                archived boolean;
            begin
                if total = 0 then
                    select s.version into before from {schema}.mt_streams s where {where} for share;
                    if expected_version is not null and coalesce(before, 0) <> expected_version then
                        raise exception 'Stream version mismatch on ''%'': expected %, actual %', stream, expected_version, coalesce(before, 0) using errcode = 'MT003';
                    end if;
                    return array[coalesce(before, 0)];
                end if;
                loop
                    update {schema}.mt_streams s set version = s.version + total, timestamp = now()
                    where {where} and (expected_version is null or s.version = expected_version)
                    returning s.version - total, s.is_archived into before, archived;
                    exit when found;

                    select s.version, s.is_archived into before, archived from {schema}.mt_streams s where {where};
                    if archived then exit; end if;
                    if coalesce(before, 0) <> coalesce(expected_version, 0) and expected_version is not null then
                        raise exception 'Stream version mismatch on ''%'': expected %, actual %', stream, expected_version, coalesce(before, 0) using errcode = 'MT003';
                    end if;
                    if before is null then
                        insert into {schema}.mt_streams (id, type, version, timestamp, tenant_id)
                        values (stream, stream_type, total, now(), tenantid) on conflict ({key}) do nothing;
                        if found then
                            before := 0;
                            exit;
                        end if;
                    end if;
                end loop;
                if archived then
                    raise exception 'Attempted to append event to archived stream with Id ''%''.', stream using errcode = 'MT001';
                end if;

                -- One event is the usual case, and needs no table made of the arrays.
                if total = 1 then
                    insert into {schema}.mt_events {target}
                    values (nextval('{schema}.mt_events_sequence'), event_ids[1], stream, before + 1, bodies[1], bdatas[1], event_types[1], tenantid,
                        {(timestamps ? "timestamps[1]" : "now()")}, dotnet_types[1], false{first});
                else
                    insert into {schema}.mt_events {target}
                    select nextval('{schema}.mt_events_sequence'), event_id, stream, before + position, body, bdata, event_type, tenantid,
                        {(timestamps ? "timestamp_item" : "now()")}, dotnet_type, false{values}
                    from unnest(event_ids, event_types, dotnet_types, bodies, bdatas{arrays}) with ordinality
                        as item (event_id, event_type, dotnet_type, body, bdata{items}, position);
                end if;
                return array[before + total];
            end

            """;
        return SchemaObject.Function(schema, "mt_quick_append_events", signature, body);
    }
}
