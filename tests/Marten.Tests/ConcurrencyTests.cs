using JasperFx.Events;
using Marten;
using MlOps.Marten.Tests.Domain;

namespace MlOps.Marten.Tests;

public class ConcurrencyTests
{
    private const int Writers = 16;

    public static TheoryData<string> Ways => new("append", "expected version", "optimistic", "exclusive", "fetch for writing");

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task sixteen_writers_of_one_stream_lose_nothing_and_hear_of_every_conflict(string way)
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using (var start = store.LightweightSession())
        {
            start.Events.StartStream<Account>("a", new AccountOpened("Ann"));
            await start.SaveChangesAsync();
        }

        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var refused = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Writers), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (writer, token) =>
        {
            for (var i = 0; i < 12; i++)
            {
                await using var session = store.LightweightSession();
                var e = session.Events.BuildEvent(new MoneyDeposited(writer));
                try
                {
                    await AppendAsync(session, way, e);
                    await session.SaveChangesAsync(token);
                    acknowledged.Add(e.Id);
                }
                catch (EventStreamUnexpectedMaxEventIdException)
                {
                    refused.Add(e.Id);
                }
            }
        });

        await using var query = store.QuerySession();
        var stored = await query.Events.FetchStreamAsync("a");
        stored.Select(e => e.Version).ShouldBe(Enumerable.Range(1, stored.Count).Select(v => (long)v));
        stored.Skip(1).Select(e => e.Id).ShouldBe(acknowledged, ignoreOrder: true);
        (acknowledged.Count + refused.Count).ShouldBe(Writers * 12);
        (await query.Events.FetchStreamStateAsync("a"))!.Version.ShouldBe(stored.Count);
        stored.Select(e => e.Sequence).ShouldBeInOrder();
        if (way == "exclusive") refused.ShouldBeEmpty();
        else if (way != "append") refused.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task one_of_many_starts_of_one_stream_succeeds()
    {
        await using var store = await Stores.WithGuidsAsync();
        var id = Guid.NewGuid();
        var started = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Writers), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (writer, token) =>
        {
            await using var session = store.LightweightSession();
            session.Events.StartStream<Ledger>(id, new AccountOpened($"{writer}"));
            try
            {
                await session.SaveChangesAsync(token);
                Interlocked.Increment(ref started);
            }
            catch (global::Marten.Exceptions.ExistingStreamIdCollisionException)
            {
                // The others.
            }
        });

        started.ShouldBe(1);
        await using var query = store.QuerySession();
        (await query.Events.FetchStreamAsync(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task adds_what_a_later_version_of_the_application_needs()
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        await using (var before = Stores.At(connection, o => o.Events.StreamIdentity = StreamIdentity.AsString))
        {
            await using var session = before.LightweightSession();
            session.Events.Append("a", new MoneyDeposited(1));
            await session.SaveChangesAsync();
        }

        await using var after = Stores.At(connection, o =>
        {
            o.Events.StreamIdentity = StreamIdentity.AsString;
            o.Events.MetadataConfig.EnableAll();
            o.Events.AppendMode = EventAppendMode.Quick;
        });
        await using var later = after.LightweightSession();
        later.CorrelationId = "c";
        later.Events.Append("a", new MoneyDeposited(2));
        await later.SaveChangesAsync();

        var events = await later.Events.FetchStreamAsync("a");
        events.Select(e => e.CorrelationId).ShouldBe([null, "c"]);
    }

    private static async Task AppendAsync(IDocumentSession session, string way, IEvent e)
    {
        switch (way)
        {
            case "append":
                session.Events.Append("a", e);
                break;
            case "expected version":
                session.Events.Append("a", (await session.Events.FetchStreamStateAsync("a"))!.Version + 1, e);
                break;
            case "optimistic":
                await session.Events.AppendOptimistic("a", e);
                break;
            case "exclusive":
                await session.Events.AppendExclusive("a", e);
                break;
            default:
                (await session.Events.FetchForWriting<Account>("a")).AppendOne(e);
                break;
        }
    }
}
