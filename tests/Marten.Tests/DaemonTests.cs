using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using MlOps.Marten.Tests.Domain;
using Npgsql;

namespace MlOps.Marten.Tests;

public class DaemonTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static void AllAsync(StoreOptions o)
    {
        o.Events.StreamIdentity = StreamIdentity.AsString;
        o.Projections.Add<AccountSummaryProjection>(ProjectionLifecycle.Async);
        o.Projections.Add<OwnerProjection>(ProjectionLifecycle.Async);
        o.Projections.Add<MovementProjection>(ProjectionLifecycle.Async);
    }

    [Fact]
    public async Task builds_read_models_and_stores_how_far_it_came()
    {
        await using var store = await Stores.WithStringKeysAsync(AllAsync);
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await AppendAccountsAsync(store, 50);
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        await using var query = store.QuerySession();
        (await query.Query<AccountSummary>().CountAsync()).ShouldBe(50);
        (await query.LoadAsync<Owner>("owner 0"))!.Accounts.ShouldBe(10);
        (await query.Query<Movement>().CountAsync()).ShouldBe(100);
        var progress = (await store.Advanced.AllProjectionProgress()).ToDictionary(p => p.ShardName, p => p.Sequence);
        progress["AccountSummary:All"].ShouldBe(150);
        progress["Owner:All"].ShouldBe(150);
        (await store.Advanced.ProjectionProgressFor(new ShardName("Owner"))).ShouldBe(150);
    }

    [Fact]
    public async Task goes_on_where_it_stopped()
    {
        await using var store = await Stores.WithStringKeysAsync(AllAsync);
        using (var daemon = await store.BuildProjectionDaemonAsync())
        {
            await daemon.StartAllAsync();
            await AppendAccountsAsync(store, 5);
            await store.WaitForNonStaleProjectionDataAsync(Limit);
            await daemon.StopAllAsync();
            daemon.IsRunning.ShouldBeFalse();
        }

        await AppendAccountsAsync(store, 5, prefix: "later");
        using var second = await store.BuildProjectionDaemonAsync();
        await second.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        await using var query = store.QuerySession();
        (await query.LoadAsync<Owner>("owner 0"))!.Accounts.ShouldBe(2);
        (await query.Query<AccountSummary>().CountAsync(s => s.Movements == 2)).ShouldBe(10);
    }

    [Fact]
    public async Task skips_no_event_when_transactions_commit_out_of_order()
    {
        await using var store = await Stores.WithStringKeysAsync(AllAsync);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        var random = new Random(4711);

        // Half of the transactions draw their numbers early and commit late, some never.
        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (i, token) =>
        {
            await using var connection = await store.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using var session = store.LightweightSession(global::Marten.Services.SessionOptions.ForTransaction(transaction));
            session.Events.StartStream<Account>($"late/{i}", new AccountOpened($"owner {i % 5}"), new MoneyDeposited(1), new MoneyDeposited(1));
            await session.SaveChangesAsync(token);
            await AppendAccountsAsync(store, 3, prefix: $"quick/{i}");
            int pause;
            lock (random) pause = random.Next(80);
            await using var slow = new NpgsqlCommand($"select pg_sleep({pause / 1000.0})", connection, transaction);
            await slow.ExecuteNonQueryAsync(token);
            if (i % 6 == 0) await transaction.RollbackAsync(token);
            else await transaction.CommitAsync(token);
        });
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        await using var query = store.QuerySession();
        var committed = (await query.Events.QueryAllRawEvents().ToListAsync()).Select(e => e.StreamKey).Distinct().Count();
        committed.ShouldBe(50 + 180);
        (await query.Query<AccountSummary>().CountAsync(s => s.Movements == 2)).ShouldBe(committed);
        (await query.Query<Movement>().CountAsync()).ShouldBe(2 * committed);
        (await query.Query<Owner>().SumAsync(o => o.Accounts)).ShouldBe(committed);
    }

    [Fact]
    public async Task waits_for_a_slow_transaction_and_passes_over_a_rolled_back_one()
    {
        await using var store = await Stores.WithStringKeysAsync(AllAsync);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await using var connection = await store.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var session = store.LightweightSession(global::Marten.Services.SessionOptions.ForTransaction(transaction)))
        {
            session.Events.StartStream<Account>("slow", new AccountOpened("slow"));
            await session.SaveChangesAsync();
        }

        await AppendAccountsAsync(store, 1);
        await using (var slow = new NpgsqlCommand("select pg_sleep(0.3)", connection, transaction)) await slow.ExecuteNonQueryAsync();
        daemon.HighWaterMark().ShouldBe(0);
        await transaction.RollbackAsync();
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        daemon.HighWaterMark().ShouldBe(4);
        (await store.ScalarAsync("select starting_sequence || '-' || ending_sequence from mt_high_water_skips")).ShouldBeOfType<string>().ShouldStartWith("0-");
    }

    [Fact]
    public async Task rebuilds_to_the_same_state()
    {
        await using var store = await Stores.WithStringKeysAsync(AllAsync);
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await AppendAccountsAsync(store, 700);
        await store.WaitForNonStaleProjectionDataAsync(Limit);
        var before = await SnapshotAsync(store);
        await using (var session = store.LightweightSession())
        {
            session.DeleteWhere<AccountSummary>(s => s.Id == "account/3");
            session.Store(new AccountSummary { Id = "account/4", Balance = -1 });
            session.Store(new AccountSummary { Id = "stray" });
            session.DeleteWhere<Owner>(_ => true);
            await session.SaveChangesAsync();
        }

        await daemon.RebuildProjectionAsync<AccountSummaryProjection>(CancellationToken.None);
        await daemon.RebuildProjectionAsync<Owner>(CancellationToken.None);
        await daemon.RebuildProjectionAsync(typeof(MovementProjection).FullName!, Limit, CancellationToken.None);

        (await SnapshotAsync(store)).ShouldBe(before);
        await daemon.StartAllAsync();
        await AppendAccountsAsync(store, 1, prefix: "after");
        await store.WaitForNonStaleProjectionDataAsync(Limit);
        await using var query = store.QuerySession();
        (await query.Query<AccountSummary>().CountAsync()).ShouldBe(701);
    }

    [Fact]
    public async Task rebuilds_inline_projections_too()
    {
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Add<AccountSummaryProjection>(ProjectionLifecycle.Inline));
        await AppendAccountsAsync(store, 3);
        await using var session = store.LightweightSession();
        session.DeleteWhere<AccountSummary>(_ => true);
        await session.SaveChangesAsync();
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync<AccountSummary>(CancellationToken.None);

        (await session.Query<AccountSummary>().CountAsync(s => s.Movements == 2)).ShouldBe(3);
    }

    [Fact]
    public async Task passes_over_events_that_a_projection_fails_on_and_records_them()
    {
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Add(new PickyProjection(), ProjectionLifecycle.Async, "Picky"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await using var session = store.LightweightSession();
        session.Events.Append("a", new MoneyDeposited(1), new MoneyDeposited(-1), new MoneyDeposited(2));
        await session.SaveChangesAsync();
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        (await session.Query<Movement>().CountAsync()).ShouldBe(2);
        var letter = await session.Query<DeadLetterEvent>().SingleAsync();
        (letter.ProjectionName, letter.EventSequence, letter.ExceptionType).ShouldBe(("Picky", 2, "InvalidOperationException"));
    }

    [Fact]
    public async Task pauses_on_failures_that_it_must_not_pass_over_and_starts_again()
    {
        await using var store = await Stores.WithStringKeysAsync(o =>
        {
            o.Projections.Add(new PickyProjection(), ProjectionLifecycle.Async, "Picky");
            o.Projections.Errors.SkipApplyErrors = false;
            o.Projections.AgentPauseTime = TimeSpan.FromMilliseconds(20);
        });
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await using var session = store.LightweightSession();
        session.Events.Append("a", new MoneyDeposited(1), new MoneyDeposited(-1));
        await session.SaveChangesAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(daemon.StatusFor("Picky:All") == AgentStatus.Paused));
        daemon.HasAnyPaused().ShouldBeTrue();

        var bad = (await session.Events.FetchStreamAsync("a"))[1];
        session.Events.OverwriteEvent(bad.WithData(new MoneyDeposited(5)));
        await session.SaveChangesAsync();
        await daemon.StartAgentAsync("Picky:All", CancellationToken.None);
        await store.WaitForNonStaleProjectionDataAsync(Limit);
        (await session.Query<Movement>().SumAsync(m => m.Amount)).ShouldBe(6);
        (await session.Query<DeadLetterEvent>().AnyAsync()).ShouldBeFalse();
    }

    internal static async Task AppendAccountsAsync(DocumentStore store, int count, string prefix = "account")
    {
        await using var session = store.LightweightSession();
        for (var i = 0; i < count; i++)
            session.Events.StartStream<Account>($"{prefix}/{i}", new AccountOpened($"owner {i % 5}"), new MoneyDeposited(i), new MoneyWithdrawn(1));
        await session.SaveChangesAsync();
    }

    private static async Task<string> SnapshotAsync(DocumentStore store)
    {
        await using var query = store.QuerySession();
        var all = new[] { "accountsummary", "owner", "movement" }.Select(t => query.QueryAsync<string>($"select data::text from mt_doc_{t} order by id"));
        var rows = new List<string>();
        foreach (var table in all) rows.AddRange(await table);
        return string.Join('\n', rows);
    }
}
