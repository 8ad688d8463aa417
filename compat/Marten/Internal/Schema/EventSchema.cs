using Marten.Events;

namespace Marten.Internal.Schema;

/// <summary>The tables, indexes and functions that events are stored in.</summary>
internal static class EventSchema
{
    public static IEnumerable<SchemaObject> Objects(EventGraph events)
    {
        var schema = events.DatabaseSchemaName;
        var idType = events.HasStringKeys ? "varchar" : "uuid";
        var tenant = "tenant_id varchar not null default '*DEFAULT*'";
        yield return SchemaObject.Namespace(schema);
        yield return SchemaObject.Namespace(events.Options.DatabaseSchemaName);
        yield return DocumentSchema.ImmutableTime(events.Options);
        yield return SchemaObject.Relation($"{schema}.mt_streams", $"""
            create table {schema}.mt_streams (
                {(events.IsConjoined ? $"{tenant}," : "")}
                id {idType} not null,
                type varchar null,
                version bigint null,
                timestamp timestamptz not null default (now()),
                created timestamptz not null default (now()),
                {(events.IsConjoined ? "" : $"{tenant},")}
                is_archived bool default false,
                constraint pkey_mt_streams_{(events.IsConjoined ? "tenant_id_id" : "id")} primary key ({(events.IsConjoined ? "tenant_id, id" : "id")})
            );
            """);
        yield return SchemaObject.Relation($"{schema}.mt_events", $"""
            create table {schema}.mt_events (
                seq_id bigint not null,
                id uuid not null,
                stream_id {idType},
                version bigint not null,
                data jsonb not null,
                bdata bytea null,
                type varchar(500) not null,
                timestamp timestamptz not null default (now()),
                {tenant},
                mt_dotnet_type varchar null,
                is_archived bool default false,
                constraint pkey_mt_events_seq_id primary key (seq_id),
                {(events.IsConjoined
                    ? $"constraint fkey_mt_events_stream_id_tenant_id foreign key (tenant_id, stream_id) references {schema}.mt_streams (tenant_id, id)"
                    : $"constraint fkey_mt_events_stream_id foreign key (stream_id) references {schema}.mt_streams (id) on delete cascade")}
            );
            """);
        yield return SchemaObject.Relation($"{schema}.pk_mt_events_stream_and_version",
            $"create unique index pk_mt_events_stream_and_version on {schema}.mt_events ({(events.IsConjoined ? "tenant_id, " : "")}stream_id, version);");
        yield return SchemaObject.Relation($"{schema}.mt_events_sequence",
            $"create sequence {schema}.mt_events_sequence; alter sequence {schema}.mt_events_sequence owned by {schema}.mt_events.seq_id;");
        yield return SchemaObject.Relation($"{schema}.mt_event_progression", $"""
            create table {schema}.mt_event_progression (
                name varchar not null constraint pk_mt_event_progression primary key,
                last_seq_id bigint null,
                last_updated timestamptz default (transaction_timestamp())
            );
            """);
        yield return SchemaObject.Relation($"{schema}.mt_high_water_skips", $"""
            create table {schema}.mt_high_water_skips (
                ending_sequence bigint not null constraint pkey_mt_high_water_skips_ending_sequence primary key,
                starting_sequence bigint not null,
                timestamp timestamptz not null default (now())
            );
            """);
        foreach (var (column, type) in MetadataColumns(events)) yield return SchemaObject.Column($"{schema}.mt_events", column, $"{type} null");
        if (events.EnableUniqueIndexOnEventId)
            yield return SchemaObject.Relation($"{schema}.idx_mt_events_event_id", $"create unique index idx_mt_events_event_id on {schema}.mt_events (id);");
        if (events.EnableEventTypeIndex)
            yield return SchemaObject.Relation($"{schema}.idx_mt_events_event_type_seq_id", $"create index idx_mt_events_event_type_seq_id on {schema}.mt_events (type, seq_id);");
        yield return QuickAppendFunction.ForMany(events);
        yield return QuickAppendFunction.ForOne(events);
    }

    /// <summary>The optional columns of an event, in the order of the append function's arguments.</summary>
    public static IEnumerable<(string Column, string Type)> MetadataColumns(EventGraph events)
    {
        var metadata = events.MetadataConfig;
        if (metadata.CausationIdEnabled) yield return ("causation_id", "varchar");
        if (metadata.CorrelationIdEnabled) yield return ("correlation_id", "varchar");
        if (metadata.HeadersEnabled) yield return ("headers", "jsonb");
        if (metadata.UserNameEnabled) yield return ("user_name", "varchar");
    }
}
