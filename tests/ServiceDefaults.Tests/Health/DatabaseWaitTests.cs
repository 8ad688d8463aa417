using Microsoft.Extensions.Logging;
using MlOps.EventSourcing.Hosting;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.Health;

public sealed class DatabaseWaitTests
{
    [Fact]
    public async Task a_service_starts_once_its_database_answers()
    {
        var connectionString = await PostgresServer.CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var administration = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres" }.ConnectionString);
        await using var close = administration.CreateCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await close.ExecuteNonQueryAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        var complaint = new Complaint();

        var start = new DatabaseWait(database, TimeProvider.System, complaint).StartingAsync(CancellationToken.None);
        (await complaint.Said.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldContain("startup waits for it");
        start.IsCompleted.ShouldBeFalse();
        await using var open = administration.CreateCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        await open.ExecuteNonQueryAsync();

        await start.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task a_service_whose_database_does_not_exist_fails()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await PostgresServer.CreateDatabaseAsync()) { Database = "nowhere" }.ConnectionString;
        await using var database = NpgsqlDataSource.Create(connectionString);

        var start = new DatabaseWait(database, TimeProvider.System, new Complaint()).StartingAsync(CancellationToken.None);

        (await Should.ThrowAsync<PostgresException>(() => start)).SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
    }

    private sealed class Complaint : ILogger<DatabaseWait>
    {
        public TaskCompletionSource<string> Said { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.TrySetResult(formatter(state, exception));
    }
}
