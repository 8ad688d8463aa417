using Npgsql;

namespace MlOps.Gateway.Tests.Secrets;

/// <summary>Looks for texts in every row of every table of a database, as text and as bytes.</summary>
internal static class DatabaseSearch
{
    /// <summary>The tables that have a row with one of these texts; bytes are compared as the hexadecimal text that rows show.</summary>
    public static async Task<IReadOnlyList<string>> TablesWithAsync(string database, IReadOnlyList<string> texts)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var found = new List<string>();
        foreach (var table in await TablesAsync(source))
        {
            await using var command = source.CreateCommand(
                $"select count(*) from {table} t where exists (select from unnest($1) as x (text) where position(x.text in cast(t as text)) > 0)");
            command.Parameters.AddWithValue(texts.ToArray());
            if ((long)(await command.ExecuteScalarAsync())! > 0) found.Add(table);
        }

        return found;
    }

    private static async Task<List<string>> TablesAsync(NpgsqlDataSource source)
    {
        var tables = new List<string>();
        await using var command = source.CreateCommand(
            """
            select format('%I.%I', table_schema, table_name) from information_schema.tables
            where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        return tables;
    }
}
