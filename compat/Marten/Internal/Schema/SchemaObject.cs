namespace Marten.Internal.Schema;

/// <summary>A part of the database schema: a condition that tells whether it is there, and the statements that create it.</summary>
internal sealed record SchemaObject(string Exists, string Create)
{
    public static SchemaObject Namespace(string name) =>
        new($"to_regnamespace('{name}') is not null", $"create schema if not exists {name};");

    /// <summary>A table, an index or a sequence.</summary>
    public static SchemaObject Relation(string qualifiedName, string create) =>
        new($"to_regclass('{qualifiedName}') is not null", create);

    public static SchemaObject Column(string table, string name, string definition) =>
        new(
            $"exists (select from pg_attribute where attrelid = to_regclass('{table}') and attname = '{name}' and not attisdropped)",
            $"alter table {table} add column if not exists {name} {definition};");

    /// <summary>The version column of a read model, which has not always been a number.</summary>
    public static SchemaObject NumericVersion(string table) =>
        new(
            $"exists (select from pg_attribute where attrelid = to_regclass('{table}') and attname = 'mt_version' and not attisdropped and atttypid = 'bigint'::regtype)",
            $"alter table {table} drop column if exists mt_version; alter table {table} add column mt_version bigint not null default 0;");

    /// <summary>A function, replaced with all its overloads when its body differs.</summary>
    public static SchemaObject Function(string schema, string name, string signature, string body)
    {
        var md5 = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(body)));
        return new(
            $"exists (select from pg_proc where pronamespace = to_regnamespace('{schema}') and proname = '{name}' and md5(prosrc) = '{md5}')",
            $"""
            do $do$
            declare old regprocedure;
            begin
                for old in select oid from pg_proc where pronamespace = to_regnamespace('{schema}') and proname = '{name}' loop
                    execute 'drop function ' || old;
                end loop;
            end $do$;
            create function {schema}.{name}{signature} as $fn${body}$fn$;
            """);
    }
}
