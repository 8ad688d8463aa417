using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using MlOps.Marten.Tests.Domain;
using Npgsql;

namespace MlOps.Marten.Tests.StandIn;

public class NotificationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task wakes_the_daemon_of_another_process_that_does_not_poll()
    {
        var (writer, reader) = await PairAsync(Never);
        await using var _ = writer;
        await using var __ = reader;
        using var daemon = await ListenAsync(reader);

        // More than one interval of notifications: the last of them brings the last append.
        for (var save = 0; save < 50; save++) await DaemonTests.AppendAccountsAsync(writer, 1, $"save/{save}");

        await reader.WaitForNonStaleProjectionDataAsync(Limit);
    }

    [Fact]
    public async Task wakes_it_when_the_callers_transaction_commits()
    {
        var (writer, reader) = await PairAsync(Never);
        await using var _ = writer;
        await using var __ = reader;
        using var daemon = await ListenAsync(reader);

        await using (var connection = await writer.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var session = writer.LightweightSession(global::Marten.Services.SessionOptions.ForTransaction(transaction));
            session.Events.Append("a", new MoneyDeposited(1));
            await session.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await reader.WaitForNonStaleProjectionDataAsync(Limit);
    }

    [Fact]
    public async Task polling_finds_what_no_notification_told_of()
    {
        var (silent, reader) = await PairAsync(TimeSpan.FromMilliseconds(50), isSilent: true);
        await using var _ = silent;
        await using var __ = reader;
        using var daemon = await ListenAsync(reader);

        await DaemonTests.AppendAccountsAsync(silent, 1);

        await reader.WaitForNonStaleProjectionDataAsync(Limit);
    }

    [Fact]
    public async Task many_saves_share_notifications()
    {
        const int saves = 400;
        var (writer, reader) = await PairAsync(Never);
        await using var _ = writer;
        await using var __ = reader;
        await DaemonTests.AppendAccountsAsync(writer, 1);
        var notifications = 0;
        await using var connection = await reader.OpenConnectionAsync();
        connection.Notification += (_, notification) => notifications += notification.Payload == "public" ? 1 : 0;
        await using var listen = new NpgsqlCommand("listen mt_events_appended", connection);
        await listen.ExecuteNonQueryAsync();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, saves), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (save, _) => await DaemonTests.AppendAccountsAsync(writer, 1, $"save/{save}"));

        // Any command reads what has come.
        await using var ping = new NpgsqlCommand("select 1", connection);
        await Eventually.HoldsAsync(async () => await ping.ExecuteScalarAsync() is 1 && notifications > 0);
        notifications.ShouldBeLessThan(saves);
    }

    [Fact]
    public async Task takes_the_notification_out_of_the_transactions_of_a_database_from_before()
    {
        var (before, after) = await PairAsync(Never);
        await using var _ = before;
        await using var __ = after;
        await DaemonTests.AppendAccountsAsync(before, 1);
        var definition = await FunctionAsync(before);
        await before.ExecuteAsync(
            definition.Replace("return array[before + total];", "perform pg_notify('mt_events_appended', 'public'); return array[before + total];", StringComparison.Ordinal));
        (await FunctionAsync(after)).ShouldContain("pg_notify");

        await DaemonTests.AppendAccountsAsync(after, 1, "later");

        (await FunctionAsync(after)).ShouldBe(definition);
    }

    /// <summary>Two stores over one database, as two processes have them.</summary>
    private static async Task<(DocumentStore Writer, DocumentStore Reader)> PairAsync(TimeSpan polling, bool isSilent = false)
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        return (Store(!isSilent), Store(true));

        DocumentStore Store(bool notifies) => Stores.At(connection, o =>
        {
            o.Events.StreamIdentity = StreamIdentity.AsString;
            o.Events.UseListenNotifyForEventAppends = notifies;
            o.Projections.Add<AccountSummaryProjection>(ProjectionLifecycle.Async);
            o.Projections.SlowPollingTime = o.Projections.FastPollingTime = polling;
        });
    }

    private static async Task<IDisposable> ListenAsync(DocumentStore store)
    {
        var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await Eventually.HoldsAsync(async () =>
            await store.ScalarAsync("select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'") is 1L);
        return daemon;
    }

    private static async Task<string> FunctionAsync(DocumentStore store) =>
        (string)(await store.ScalarAsync("select pg_get_functiondef('mt_quick_append_events'::regproc)"))!;
}
