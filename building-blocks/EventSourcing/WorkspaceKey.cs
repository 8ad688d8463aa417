namespace MlOps.EventSourcing;

/// <summary>SQL for tables of a service's own that were made before there were workspaces.</summary>
public static class WorkspaceKey
{
    /// <summary>
    /// Adds the column <c>workspace</c> to a table that lacks it, with another primary key; the rows that it has belong to <c>default</c>.
    /// <paramref name="also"/> are further statements. Does nothing, and locks nothing, if the table has the column.
    /// </summary>
    public static string Add(string table, string key, string also = "") => $"""
        do $upgrade$
        begin
            if not exists (
                select from pg_attribute where attrelid = '{table}'::regclass and attname = 'workspace' and not attisdropped) then
                alter table {table} add column workspace text not null default 'default';
                alter table {table} alter column workspace drop default;
        {Key(table, key)}
                {also}
            end if;
        end
        $upgrade$;
        """;

    /// <summary>As <see cref="Add"/>, for a table that had the column but not in its primary key.</summary>
    public static string Widen(string table, string key) => $"""
        do $upgrade$
        begin
            if not exists (
                select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
                where i.indrelid = '{table}'::regclass and i.indisprimary and a.attname = 'workspace') then
        {Key(table, key)}
            end if;
        end
        $upgrade$;
        """;

    private static string Key(string table, string key) => $"""
                execute (
                    select format('alter table {table} drop constraint %I', conname)
                    from pg_constraint where conrelid = '{table}'::regclass and contype = 'p');
                alter table {table} add primary key ({key});
        """;
}
