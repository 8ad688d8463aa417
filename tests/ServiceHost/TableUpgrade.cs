using MlOps.Testing;
using Npgsql;
using Shouldly;

namespace MlOps.ServiceHost;

/// <summary>Tables of a service's own as they were before there were workspaces, and as they are now.</summary>
public static class TableUpgrade
{
    private const string Shape = """
        select string_agg(line, E'\n' order by line) from (
            select format('%s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable, column_default) as line
            from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
            union all select indexdef from pg_indexes where schemaname not in ('pg_catalog', 'information_schema')) shape
        """;

    /// <summary>
    /// Tables made by <paramref name="before"/>, with <paramref name="rows"/>, are like new ones after <paramref name="now"/>, once and
    /// twice; each of <paramref name="counts"/> is a query of how many of the rows are in <c>default</c>, and must be positive.
    /// </summary>
    public static async Task ShouldBecomeAsync(string before, string rows, string now, params string[] counts)
    {
        await using var old = NpgsqlDataSource.Create(await PostgresServer.CreateDatabaseAsync());
        await using var fresh = NpgsqlDataSource.Create(await PostgresServer.CreateDatabaseAsync());
        foreach (var sql in (string[])[before, rows, now, now]) await ExecuteAsync(old, sql);
        await ExecuteAsync(fresh, now);

        (await ScalarAsync<string>(old, Shape)).ShouldBe(await ScalarAsync<string>(fresh, Shape));
        foreach (var count in counts) (await ScalarAsync<long>(old, count)).ShouldBePositive(count);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
