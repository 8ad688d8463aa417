using DuckDB.NET.Data;

namespace MlOps.DuckDB.NET.Tests;

public sealed class CancellationTests
{
    private const string Endless = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range + b.range) % 7 = 3";

    [Fact]
    public async Task a_token_interrupts_a_running_query()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command(Endless);
        using var cancellation = new CancellationTokenSource();
        var running = Task.Run(() => command.ExecuteScalarAsync(cancellation.Token));
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        connection.Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public async Task a_token_that_is_cancelled_already_runs_nothing()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command("CREATE TABLE t (i INTEGER)");

        await Should.ThrowAsync<OperationCanceledException>(() => command.ExecuteNonQueryAsync(new CancellationToken(canceled: true)));

        connection.Scalar("SELECT count(*) FROM duckdb_tables()").ShouldBe(0L);
    }

    [Fact]
    public async Task cancel_interrupts_from_another_thread()
    {
        using var connection = InMemory.Open();
        using var command = connection.Command(Endless);
        var running = Task.Run(command.ExecuteScalar);

        // An interrupt before the query has begun is forgotten, so this goes on until it is noticed.
        await Eventually.HoldsAsync(() =>
        {
            command.Cancel();
            return Task.FromResult(running.IsCompleted);
        });

        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task progress_can_be_watched_from_another_thread()
    {
        using var connection = InMemory.Open("threads=1");
        connection.Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0; CREATE TABLE t AS SELECT i FROM range(3000000) r(i)");
        var costly = string.Concat(Enumerable.Repeat("md5(", 10)) + "i::VARCHAR" + new string(')', 10);
        using var command = connection.Command($"SELECT max({costly}) FROM t");
        using var cancellation = new CancellationTokenSource();
        var running = Task.Run(() => command.ExecuteScalarAsync(cancellation.Token));

        var seen = await Eventually.GetsAsync(() => Task.FromResult(connection.GetQueryProgress()), progress => progress.Percentage > 0);

        seen.Percentage.ShouldBeInRange(double.Epsilon, 100);
        seen.RowsProcessed.ShouldBeInRange(1ul, seen.TotalRowsToProcess);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }
}
