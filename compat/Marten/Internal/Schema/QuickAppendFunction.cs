using JasperFx.Events;
using Marten.Events;

namespace Marten.Internal.Schema;

/// <summary>The server functions that append to one stream and return its new version: several events, given as arrays, or one.</summary>
/// <remarks>
/// They take the stream's row lock before they draw sequence numbers: a conflict leaves no gap in the sequence, and writers of
/// one stream queue up instead of colliding. One event is the usual case: making, sending and taking apart a dozen arrays of
/// one value each costs a seventh of the append's CPU time.
/// </remarks>
internal static class QuickAppendFunction
{
    private const string Many = "mt_quick_append_events";
    private const string One = "mt_quick_append_event";

    public static string Name(EventGraph events, bool isOne) => $"{events.DatabaseSchemaName}.{(isOne ? One : Many)}";

    public static SchemaObject ForMany(EventGraph events)
    {
        var schema = events.DatabaseSchemaName;
        var metadata = EventSchema.MetadataColumns(events).ToList();
        var timestamps = HasTimestamps(events);
        var parameters = string.Concat(metadata.Select(m => $", {m.Column}s {m.Type}[]")) + (timestamps ? ", timestamps timestamptz[]" : "");
        var arrays = string.Concat(metadata.Select(m => $", {m.Column}s")) + (timestamps ? ", timestamps" : "");
        var items = string.Concat(metadata.Select(m => $", {m.Column}_item")) + (timestamps ? ", timestamp_item" : "");
        var values = string.Concat(metadata.Select(m => $", {m.Column}_item"));
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
                    select s.version into before from {schema}.mt_streams s where {Where(events)} for share;
                    if expected_version is not null and coalesce(before, 0) <> expected_version then
                        raise exception 'Stream version mismatch on ''%'': expected %, actual %', stream, expected_version, coalesce(before, 0) using errcode = 'MT003';
                    end if;
                    return array[coalesce(before, 0)];
                end if;
                {Advance(events, "total")}

                insert into {schema}.mt_events {Target(events)}
                select nextval('{schema}.mt_events_sequence'), event_id, stream, before + position, body, bdata, event_type, tenantid,
                    {(timestamps ? "timestamp_item" : "now()")}, dotnet_type, false{values}
                from unnest(event_ids, event_types, dotnet_types, bodies, bdatas{arrays}) with ordinality
                    as item (event_id, event_type, dotnet_type, body, bdata{items}, position);
                return array[before + total];
            end

            """;
        return SchemaObject.Function(schema, Many, signature, body);
    }

    public static SchemaObject ForOne(EventGraph events)
    {
        var schema = events.DatabaseSchemaName;
        var metadata = EventSchema.MetadataColumns(events).ToList();
        var timestamps = HasTimestamps(events);
        var parameters = string.Concat(metadata.Select(m => $", {m.Column} {m.Type}")) + (timestamps ? ", event_timestamp timestamptz" : "");
        var values = string.Concat(metadata.Select(m => $", {m.Column}"));
        var signature = $"""
            (stream {(events.HasStringKeys ? "varchar" : "uuid")}, stream_type varchar, tenantid varchar, event_id uuid, event_type varchar,
             dotnet_type varchar, body jsonb, bdata bytea{parameters}, expected_version bigint default null) returns bigint language plpgsql
            """;
        var body = $"""

            declare
                before bigint;
                archived boolean;
            begin
                {Advance(events, "1")}

                insert into {schema}.mt_events {Target(events)}
                values (nextval('{schema}.mt_events_sequence'), event_id, stream, before + 1, body, bdata, event_type, tenantid,
                    {(timestamps ? "event_timestamp" : "now()")}, dotnet_type, false{values});
                return before + 1;
            end

            """;
        return SchemaObject.Function(schema, One, signature, body);
    }

    /// <summary>Locks the stream, or makes it, moves its version on, and leaves the version that it had in <c>before</c>.</summary>
    private static string Advance(EventGraph events, string total) => $"""
        loop
            update {events.DatabaseSchemaName}.mt_streams s set version = s.version + {total}, timestamp = now()
            where {Where(events)} and (expected_version is null or s.version = expected_version)
            returning s.version - {total}, s.is_archived into before, archived;
            exit when found;

            select s.version, s.is_archived into before, archived from {events.DatabaseSchemaName}.mt_streams s where {Where(events)};
            if archived then exit; end if;
            if coalesce(before, 0) <> coalesce(expected_version, 0) and expected_version is not null then
                raise exception 'Stream version mismatch on ''%'': expected %, actual %', stream, expected_version, coalesce(before, 0) using errcode = 'MT003';
            end if;
            if before is null then
                insert into {events.DatabaseSchemaName}.mt_streams (id, type, version, timestamp, tenant_id)
                values (stream, stream_type, {total}, now(), tenantid) on conflict ({(events.IsConjoined ? "tenant_id, id" : "id")}) do nothing;
                if found then
                    before := 0;
                    exit;
                end if;
            end if;
        end loop;
        if archived then
            raise exception 'Attempted to append event to archived stream with Id ''%''.', stream using errcode = 'MT001';
        end if;
        """;

    private static string Where(EventGraph events) => $"s.id = stream{(events.IsConjoined ? " and s.tenant_id = tenantid" : "")}";

    private static string Target(EventGraph events)
    {
        var columns = string.Concat(EventSchema.MetadataColumns(events).Select(m => $", {m.Column}"));
        return $"(seq_id, id, stream_id, version, data, bdata, type, tenant_id, timestamp, mt_dotnet_type, is_archived{columns})";
    }

    private static bool HasTimestamps(EventGraph events) => events.AppendMode == EventAppendMode.QuickWithServerTimestamps;
}
