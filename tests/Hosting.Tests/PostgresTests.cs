using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MlOps.Hosting.Ports;
using MlOps.Hosting.Postgres;
using MlOps.Hosting.Restarts;
using Npgsql;

namespace MlOps.Hosting.Tests;

public sealed class PostgresTests : IDisposable
{
    private readonly TestDirectory directory = new();

    private string ProcessFile => directory["postgres/data/postmaster.pid"];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task what_was_written_is_there_after_a_restart_with_the_same_password_which_is_its_owners()
    {
        string first;
        await using (var app = await StartAsync())
        {
            await ExecuteAsync(app, "CREATE TABLE t (x int); INSERT INTO t VALUES (42)");
            first = await app.ConnectionStringAsync("things");
        }
        await using var again = await StartAsync();

        (await ExecuteAsync(again, "SELECT x FROM t")).ShouldBe(42);
        (await again.ConnectionStringAsync("things")).ShouldBe(first);
        File.GetUnixFileMode(directory["postgres.password"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task the_server_runs_as_an_unprivileged_user_and_wants_the_password()
    {
        await using var app = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(await app.ConnectionStringAsync("things")) { Password = "wrong", Pooling = false };

        var refusal = await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var connection = new NpgsqlConnection(wrong.ConnectionString);
            await connection.OpenAsync();
        });

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        var user = File.ReadLines($"/proc/{ServerProcess()}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        user.Split('\t')[1].ShouldNotBe("0");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_killed_server_comes_back_with_what_it_had_acknowledged(bool killTheShellThatHoldsIt)
    {
        await using var app = await StartAsync();
        var shell = await app.RunsAsync("postgres");
        var server = ServerProcess();
        await ExecuteAsync(app, "CREATE TABLE t (x int); INSERT INTO t VALUES (42)");

        SystemProcess.Kill(killTheShellThatHoldsIt ? shell : server);
        await app.EndsAsync("postgres");
        await app.BecomesHealthyAsync("postgres");

        SystemProcess.IsAlive(server).ShouldBeFalse();
        (await ExecuteAsync(app, "SELECT x FROM t")).ShouldBe(42);
    }

    [Fact]
    public async Task a_stop_ends_the_sessions_of_those_who_are_still_there_and_writes_all_down()
    {
        await using var app = await StartAsync();
        await using var idle = new NpgsqlConnection(await app.ConnectionStringAsync("things"));
        await idle.OpenAsync();

        await app.CommandAsync("postgres", KnownResourceCommands.StopCommand);

        await app.EndsAsync("postgres");
        await app.EndsAsync("things");
        await app.LogsAsync("postgres", "database system is shut down");
    }

    [Fact]
    public async Task a_process_id_file_that_names_a_stranger_does_not_keep_the_server_down()
    {
        await using (var app = await StartAsync()) await ExecuteAsync(app, "CREATE TABLE t (x int)");
        await File.WriteAllTextAsync(ProcessFile, $"{Environment.ProcessId}\n/proc/self/fd/9/data\n0\n5432\n\n127.0.0.1\n0 0\nready\n");

        await using var again = await StartAsync();

        (await ExecuteAsync(again, "SELECT count(*) FROM t")).ShouldBe(0L);
    }

    [Fact]
    public async Task databases_are_created_on_a_server_that_exists()
    {
        var existing = await PostgresServer.CreateDatabaseAsync();
        await using var app = await StartAsync($"--ConnectionStrings:postgres={existing}");

        (await ExecuteAsync(app, "SELECT current_database()")).ShouldBe("things");
        (await app.ConnectionStringAsync("things")).ShouldBe($"{existing};Database=things");
        Directory.Exists(directory["postgres"]).ShouldBeFalse();
    }

    private async Task<TestApplication> StartAsync(params string[] args)
    {
        var app = await TestApplication.StartAsync(
            builder =>
            {
                builder.KeepPorts(directory["ports.json"]);
                builder.AddPostgresServer("postgres", directory["postgres"]).AddDatabase("things");
                builder.RestartCrashed();
            },
            args);
        await app.BecomesHealthyAsync("things");
        return app;
    }

    private int ServerProcess() => int.Parse(File.ReadLines(ProcessFile).First(), CultureInfo.InvariantCulture);

    private static async Task<object?> ExecuteAsync(TestApplication app, string sql)
    {
        await using var connection = new NpgsqlConnection($"{await app.ConnectionStringAsync("things")};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
