using Marten.Internal.Linq;
using Marten.Schema;
using Weasel.Postgresql.Tables;

namespace Marten.Internal.Schema;

/// <summary>The table and indexes of one document type.</summary>
internal static class DocumentSchema
{
    public static IEnumerable<SchemaObject> Objects(DocumentMapping mapping, StoreOptions options)
    {
        var key = mapping.IsConjoined ? "tenant_id, id" : "id";
        yield return SchemaObject.Namespace(mapping.Schema);
        yield return SchemaObject.Namespace(options.DatabaseSchemaName);
        yield return ImmutableTime(options);
        yield return SchemaObject.Relation(mapping.Table, $"""
            create table {mapping.Table} (
                {(mapping.IsConjoined ? "tenant_id varchar not null default '*DEFAULT*'," : "")}
                id {mapping.IdColumnType} not null,
                data jsonb not null,
                mt_last_modified timestamptz default (transaction_timestamp()),
                mt_version {(mapping.HasEventVersion ? "bigint not null default 0" : "uuid not null default (md5(random()::text || clock_timestamp()::text)::uuid)")},
                mt_dotnet_type varchar null,
                constraint pkey_mt_doc_{mapping.Alias}_{(mapping.IsConjoined ? "tenant_id_id" : "id")} primary key ({key})
            );
            """);
        if (mapping.HasEventVersion) yield return SchemaObject.NumericVersion(mapping.Table);
        foreach (var index in mapping.Indexes)
        {
            var name = index.Name ?? $"mt_doc_{mapping.Alias}_{(index.IsUnique ? "uidx" : "idx")}_{string.Join('_', index.Members.SelectMany(m => m.Members).Select(m => m.Name.ToLowerInvariant()))}";
            var order = index.SortOrder == SortOrder.Desc ? " desc" : "";
            var columns = string.Join(", ", index.Members.Select(m => $"({JsonLocator.For(m, options, "")}){order}"));
            yield return SchemaObject.Relation($"{mapping.Schema}.{name}",
                $"create {(index.IsUnique ? "unique " : "")}index {name} on {mapping.Table} ({(mapping.IsConjoined ? "tenant_id, " : "")}{columns});");
        }

        if (mapping.HasGinIndex)
            yield return SchemaObject.Relation($"{mapping.Schema}.mt_doc_{mapping.Alias}_idx_data", $"create index mt_doc_{mapping.Alias}_idx_data on {mapping.Table} using gin (data jsonb_path_ops);");
    }

    /// <summary>Times in JSON carry their offset, so that reading them does not depend on the session, which only a function may promise.</summary>
    /// <remarks>Indexes depend on it, so that it stays as whoever made it wrote it. That its check reads a table makes PostgreSQL look up afresh what the others name.</remarks>
    public static SchemaObject ImmutableTime(StoreOptions options) => new(
        $"exists (select from pg_proc where pronamespace = to_regnamespace('{options.DatabaseSchemaName}') and proname = 'mt_immutable_timestamptz')",
        $"create or replace function {options.DatabaseSchemaName}.mt_immutable_timestamptz(value text) returns timestamptz language sql immutable as $fn$ select value::timestamptz $fn$;");
}
