using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;

namespace MlOps.Aspire.Hosting.Tests;

/// <summary>The store directories have mode 700, so that as root every test here is one in a folder that the server's user cannot enter.</summary>
public sealed class PostgresTests : IDisposable
{
    private readonly StoreDirectory store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task what_was_written_is_there_after_a_restart()
    {
        await using (var app = await StartAsync(store))
        {
            await ExecuteAsync(app, "CREATE TABLE t (x int); INSERT INTO t VALUES (42)");
        }
        await using var again = await StartAsync(store);

        (await ExecuteAsync(again, "SELECT x FROM t")).ShouldBe(42);
    }

    [Fact]
    public async Task the_data_may_be_in_a_directory_of_ones_own()
    {
        await using var app = await TestApplication.StartAsync(store, builder => builder.AddPostgres("postgres").WithDataBindMount(store["mine"]).AddDatabase("things"));

        await app.BecomesHealthyAsync("things");

        File.Exists(store["mine/data/PG_VERSION"]).ShouldBeTrue();
    }

    [Fact]
    public async Task the_server_runs_as_an_unprivileged_user_and_wants_a_password()
    {
        await using var app = await StartAsync(store);
        var connectionString = await app.GetConnectionStringAsync("things");

        var refusal = await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Password = "wrong" }.ConnectionString);
            await connection.OpenAsync();
        });

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        var pid = (await app.BecomesHealthyAsync("postgres")).Pid();
        File.ReadLines($"/proc/{pid}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1].ShouldNotBe("0");
    }

    [Fact]
    public async Task two_applications_have_servers_of_their_own()
    {
        using var otherStore = new StoreDirectory();
        await using var one = await StartAsync(store);
        await using var other = await StartAsync(otherStore);

        await ExecuteAsync(one, "CREATE TABLE only_here (x int)");

        (await ExecuteAsync(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'")).ShouldBe(0L);
    }

    [Fact]
    public async Task a_killed_server_comes_back_with_what_it_had_acknowledged()
    {
        await using var app = await StartAsync(store);
        var first = await app.BecomesHealthyAsync("postgres");
        await ExecuteAsync(app, "CREATE TABLE t (x int); INSERT INTO t VALUES (42)");

        Signal.Kill(first.Pid());
        await app.BecomesAsync("postgres", s => s.ExitCode == 137);
        await app.BecomesHealthyAsync("postgres");

        (await ExecuteAsync(app, "SELECT x FROM t")).ShouldBe(42);
        (await ExecuteAsync(app, "SHOW recovery_init_sync_method")).ShouldBe("syncfs");
    }

    [Fact]
    public async Task a_process_id_file_that_names_a_stranger_does_not_keep_the_server_down()
    {
        await using (var app = await StartAsync(store)) await ExecuteAsync(app, "CREATE TABLE t (x int)");
        using var otherStore = new StoreDirectory();
        await using var stranger = await StartAsync(otherStore);
        var pid = (await stranger.BecomesHealthyAsync("postgres")).Pid();
        await File.WriteAllTextAsync(store["volumes/postgres-data/data/postmaster.pid"], $"{pid}\n/proc/self/fd/9/data\n0\n5432\n\n127.0.0.1\n0 0\nready\n");

        await using var again = await StartAsync(store);

        (await ExecuteAsync(again, "SELECT count(*) FROM t")).ShouldBe(0L);
        TestApplication.IsAlive(pid).ShouldBeTrue();
    }

    [Fact]
    public async Task databases_are_created_on_a_server_that_exists()
    {
        var existing = await PostgresServer.CreateDatabaseAsync();
        await using var app = await TestApplication.StartAsync(
            store, builder => builder.AddPostgres("postgres").AddDatabase("aspire-existing"), $"--ConnectionStrings:postgres={existing}");

        await app.BecomesHealthyAsync("aspire-existing");

        (await ExecuteAsync(app, "SELECT current_database()", "aspire-existing")).ShouldBe("aspire-existing");
        (await app.BecomesHealthyAsync("postgres")).Snapshot.Properties.ShouldNotContain(p => p.Name == "executable.pid");
    }

    private static async Task<DistributedApplication> StartAsync(StoreDirectory store)
    {
        var app = await TestApplication.StartAsync(store, builder => builder.AddPostgres("postgres").WithDataVolume().AddDatabase("things"));
        await app.BecomesHealthyAsync("things");
        return app;
    }

    private static async Task<object?> ExecuteAsync(DistributedApplication app, string sql, string database = "things")
    {
        await using var connection = new NpgsqlConnection($"{await app.GetConnectionStringAsync(database)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
