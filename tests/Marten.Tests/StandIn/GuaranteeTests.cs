using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using MlOps.Marten.Tests.Domain;

namespace MlOps.Marten.Tests.StandIn;

/// <summary>What the stand-in promises beyond the original, whose writers meet conflicts here or overwrite each other.</summary>
public class GuaranteeTests
{
    private const int Writers = 16;

    [Fact]
    public async Task many_appends_to_one_new_stream_all_succeed()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, Writers), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (writer, token) =>
        {
            await using var session = store.LightweightSession();
            session.Events.Append("new", new MoneyDeposited(writer));
            await session.SaveChangesAsync(token);
        });

        await using var query = store.QuerySession();
        (await query.Events.FetchStreamAsync("new")).Select(e => e.Version).ShouldBe(Enumerable.Range(1, Writers).Select(v => (long)v));
    }

    [Fact]
    public async Task several_stores_may_bring_the_schema_into_being_at_once()
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (node, token) =>
        {
            await using var store = Stores.At(connection, o =>
            {
                o.Events.StreamIdentity = StreamIdentity.AsString;
                o.DatabaseSchemaName = "shared";
                o.Schema.For<Customer>().Index(c => c.Age);
            });
            if (node % 2 == 0) await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
            await using var session = store.LightweightSession();
            session.Events.StartStream<Account>($"{node}", new AccountOpened("Ann"));
            session.Store(new Customer { Id = $"{node}" });
            await session.SaveChangesAsync(token);
        });

        await using var reader = Stores.At(connection, o =>
        {
            o.Events.StreamIdentity = StreamIdentity.AsString;
            o.DatabaseSchemaName = "shared";
        });
        await using var query = reader.QuerySession();
        (await query.Events.QueryAllRawEvents().CountAsync()).ShouldBe(8);
        (await query.Query<Customer>().CountAsync()).ShouldBe(8);
    }

    [Fact]
    public async Task an_inline_projection_never_overwrites_what_it_has_not_seen()
    {
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Add<AccountSummaryProjection>(ProjectionLifecycle.Inline));
        await using (var start = store.LightweightSession())
        {
            start.Events.StartStream<Account>("a", new AccountOpened("Ann"));
            await start.SaveChangesAsync();
        }

        var conflicts = 0;
        await Parallel.ForAsync(0, 8, async (writer, token) =>
        {
            for (var i = 0; i < 10; i++)
            {
                await using var session = store.LightweightSession();
                session.Events.Append("a", new MoneyDeposited(1));
                try
                {
                    await session.SaveChangesAsync(token);
                }
                catch (EventStreamUnexpectedMaxEventIdException)
                {
                    Interlocked.Increment(ref conflicts);
                    i--;
                }
            }
        });

        await using var query = store.QuerySession();
        (await query.LoadAsync<AccountSummary>("a"))!.Balance.ShouldBe(80);
        (await query.Events.FetchStreamStateAsync("a"))!.Version.ShouldBe(81);
    }
}
