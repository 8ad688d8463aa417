using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using MlOps.Marten.Tests.Domain;

namespace MlOps.Marten.Tests;

public class FetchForWritingTests
{
    private static void Live(StoreOptions options) => options.Projections.LiveStreamAggregation<Account>();

    private static void Inline(StoreOptions options) => options.Projections.Snapshot<Account>(SnapshotLifecycle.Inline);

    private static void Async(StoreOptions options) => options.Projections.Snapshot<Account>(SnapshotLifecycle.Async);

    public static TheoryData<string> Lifecycles => new("live", "inline", "async");

    private static Task<DocumentStore> StoreFor(string lifecycle) => Stores.WithStringKeysAsync(lifecycle switch
    {
        "live" => Live,
        "inline" => Inline,
        _ => Async,
    });

    [Theory]
    [MemberData(nameof(Lifecycles))]
    public async Task gives_the_state_and_appends_to_it(string lifecycle)
    {
        await using var store = await StoreFor(lifecycle);
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"), new MoneyDeposited(10));
        await session.SaveChangesAsync();

        var stream = await session.Events.FetchForWriting<Account>("a");
        stream.Aggregate!.Balance.ShouldBe(10);
        stream.Aggregate.Version.ShouldBe(2);
        stream.Aggregate.Id.ShouldBe("a");
        stream.StartingVersion.ShouldBe(2);
        stream.AppendOne(new MoneyWithdrawn(4));
        stream.CurrentVersion.ShouldBe(3);
        await session.SaveChangesAsync();

        (await session.Events.FetchLatest<Account>("a"))!.Balance.ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Lifecycles))]
    public async Task gives_nothing_for_a_missing_stream_and_starts_it(string lifecycle)
    {
        await using var store = await StoreFor(lifecycle);
        await using var session = store.LightweightSession();

        var stream = await session.Events.FetchForWriting<Account>("a");
        stream.Aggregate.ShouldBeNull();
        stream.StartingVersion.ShouldBe(0);
        stream.CurrentVersion.ShouldBe(0);
        stream.AppendMany(new AccountOpened("Ann"), new MoneyDeposited(1));
        await session.SaveChangesAsync();

        (await session.Events.FetchLatest<Account>("a"))!.Balance.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Lifecycles))]
    public async Task fails_on_save_when_somebody_else_was_faster(string lifecycle)
    {
        await using var store = await StoreFor(lifecycle);
        await using var first = store.LightweightSession();
        await using var second = store.LightweightSession();
        first.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await first.SaveChangesAsync();
        var mine = await first.Events.FetchForWriting<Account>("a");
        var theirs = await second.Events.FetchForWriting<Account>("a");
        mine.AppendOne(new MoneyDeposited(1));
        theirs.AppendOne(new MoneyDeposited(2));
        await second.SaveChangesAsync();

        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => first.SaveChangesAsync());
        await using var query = store.QuerySession();
        (await query.Events.AggregateStreamAsync<Account>("a"))!.Balance.ShouldBe(2);
    }

    [Fact]
    public async Task rejects_another_version_than_the_caller_has_seen()
    {
        await using var store = await Stores.WithStringKeysAsync(Live);
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await session.SaveChangesAsync();

        await Should.ThrowAsync<ConcurrencyException>(() => session.Events.FetchForWriting<Account>("a", 2));
        (await session.Events.FetchForWriting<Account>("a", 1)).StartingVersion.ShouldBe(1);
    }

    [Fact]
    public async Task checks_the_version_without_events_when_asked_to()
    {
        await using var store = await Stores.WithStringKeysAsync(Live);
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await session.SaveChangesAsync();
        var stream = await session.Events.FetchForWriting<Account>("a");
        stream.AlwaysEnforceConsistency = true;
        await using (var other = store.LightweightSession())
        {
            other.Events.Append("a", new MoneyDeposited(1));
            await other.SaveChangesAsync();
        }

        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync());
    }

    [Fact]
    public async Task locks_the_stream_when_fetched_exclusively()
    {
        await using var store = await Stores.WithStringKeysAsync(Live);
        await using var first = store.LightweightSession();
        first.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await first.SaveChangesAsync();
        var mine = await first.Events.FetchForExclusiveWriting<Account>("a");
        await using var second = store.LightweightSession();
        var waiting = second.Events.FetchForExclusiveWriting<Account>("a");
        mine.AppendOne(new MoneyDeposited(1));
        await first.SaveChangesAsync();

        var theirs = await waiting;
        theirs.Aggregate!.Balance.ShouldBe(1);
        theirs.AppendOne(new MoneyDeposited(1));
        await second.SaveChangesAsync();
    }

    [Fact]
    public async Task deletes_the_snapshot_when_the_aggregate_says_so()
    {
        await using var store = await Stores.WithStringKeysAsync(Inline);
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await session.SaveChangesAsync();
        (await session.LoadAsync<Account>("a"))!.Owner.ShouldBe("Ann");
        session.Events.Append("a", new AccountClosed("moved"));
        await session.SaveChangesAsync();

        (await session.LoadAsync<Account>("a")).ShouldBeNull();
        (await session.Events.AggregateStreamToLastKnownAsync<Account>("a"))!.Owner.ShouldBe("Ann");
    }

    [Fact]
    public async Task projects_inline_on_a_mutable_aggregate_with_a_guid()
    {
        await using var store = await Stores.WithGuidsAsync(o => o.Projections.Snapshot<Ledger>(SnapshotLifecycle.Inline));
        await using var session = store.LightweightSession();
        var id = session.Events.StartStream<Ledger>(new AccountOpened("Ann"), new MoneyDeposited(5)).Id;
        await session.SaveChangesAsync();
        (await session.Events.FetchForWriting<Ledger>(id)).AppendOne(new MoneyDeposited(5));
        await session.SaveChangesAsync();

        var ledger = await session.LoadAsync<Ledger>(id);
        ledger!.Balance.ShouldBe(10);
        ledger.Version.ShouldBe(3);
        ledger.Id.ShouldBe(id);
    }
}
