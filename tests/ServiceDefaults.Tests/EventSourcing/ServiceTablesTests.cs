using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MlOps.EventSourcing;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

public sealed class ServiceTablesTests
{
    private const string Sql = """
        CREATE SCHEMA IF NOT EXISTS own;
        CREATE TABLE IF NOT EXISTS own.box (id text PRIMARY KEY);
        CREATE OR REPLACE FUNCTION own.one() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;
        """;

    [Fact]
    public async Task nodes_that_start_at_once_create_them_once()
    {
        await using var database = NpgsqlDataSource.Create(await PostgresServer.CreateDatabaseAsync());
        await using var services = new ServiceCollection().AddSingleton(database).AddTables(Sql).BuildServiceProvider();
        var creation = services.GetRequiredService<IHostedService>();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => creation.StartAsync(default))));

        await using var read = database.CreateCommand("SELECT count(*) + own.one() FROM own.box");
        (await read.ExecuteScalarAsync()).ShouldBe(1L);
    }
}
