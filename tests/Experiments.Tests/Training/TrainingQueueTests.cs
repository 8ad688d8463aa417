using MlOps.Experiments.Training;
using Npgsql;

namespace MlOps.Experiments.Tests.Training;

public sealed class TrainingQueueTests : IAsyncLifetime
{
    private static readonly Guid First = Guid.NewGuid();
    private static readonly Guid Second = Guid.NewGuid();
    private NpgsqlDataSource database = null!;
    private TrainingQueue queue = null!;

    public async Task InitializeAsync()
    {
        database = NpgsqlDataSource.Create(await PostgresServer.CreateDatabaseAsync());
        queue = new TrainingQueue(database);
        await ExecuteAsync(TrainingQueue.Schema);
        await ExecuteAsync("insert into training_queue (run_id, queued_at) values ('newer', now()), ('older', now() - interval '1 hour')");
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task gives_each_run_to_one_worker_longest_waiting_first()
    {
        (await TakeAsync(First)).ShouldBe(new QueuedRun("older", 1));
        (await TakeAsync(Second)).ShouldBe(new QueuedRun("newer", 1));
        (await TakeAsync(Second)).ShouldBeNull();
    }

    [Fact]
    public async Task gives_the_run_of_a_dead_worker_to_another_and_not_back()
    {
        await TakeAsync(First);
        await ExecuteAsync("update training_queue set leased_until = now() - interval '1 second' where run_id = 'older'");

        (await TakeAsync(Second)).ShouldBe(new QueuedRun("older", 2));

        (await queue.RenewAsync("older", First, CancellationToken.None)).ShouldBeFalse();
        (await queue.RenewAsync("older", Second, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task a_run_that_was_given_back_can_be_taken_at_once_as_if_untouched()
    {
        await TakeAsync(First);

        await queue.ReleaseAsync("older", First);

        (await TakeAsync(Second)).ShouldBe(new QueuedRun("older", 1));
    }

    [Fact]
    public async Task many_workers_never_get_the_same_run()
    {
        await ExecuteAsync("insert into training_queue (run_id) select 'run-' || i from generate_series(1, 18) i");

        var taken = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => TakeAsync(Guid.NewGuid())));

        var runs = taken.OfType<QueuedRun>().Select(run => run.RunId).ToList();
        runs.Distinct().Count().ShouldBe(runs.Count);
    }

    private Task<QueuedRun?> TakeAsync(Guid worker) => queue.TakeAsync(worker, CancellationToken.None);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
