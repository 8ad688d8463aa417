using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using MlOps.Marten.Tests.Domain;

namespace MlOps.Marten.Tests;

public class ProjectionTests
{
    private sealed record Total
    {
        public string Id { get; init; } = "";

        public decimal Sum { get; init; }
    }

    private sealed class TotalProjection : SingleStreamProjection<Total, string>
    {
        public override Total? Evolve(Total? snapshot, string id, IEvent e) => e.Data switch
        {
            MoneyDeposited d => (snapshot ?? new Total { Id = id }) with { Sum = (snapshot?.Sum ?? 0) + d.Amount },
            AccountClosed => null,
            _ => snapshot,
        };
    }

    internal sealed class Pair
    {
        public string Id { get; set; } = "";

        public string First { get; set; }

        public Pair(AccountOpened e) => First = e.Owner;

        [System.Text.Json.Serialization.JsonConstructor]
        public Pair() => First = "";

        public void Apply(MoneyDeposited e) => First += $"+{e.Amount}";
    }

    internal sealed record Edition
    {
        public string Id { get; init; } = "";

        [JasperFx.Core.JasperFxIgnore]
        public int Version { get; init; }

        public static Edition Create(MoneyDeposited e) => new() { Version = (int)e.Amount };
    }

    private sealed class Empty
    {
        public string Id { get; set; } = "";
    }

    [Fact]
    public async Task keeps_read_models_inline()
    {
        await using var store = await Stores.WithStringKeysAsync(o =>
        {
            o.Projections.Add<AccountSummaryProjection>(ProjectionLifecycle.Inline);
            o.Projections.Add<OwnerProjection>(ProjectionLifecycle.Inline);
            o.Projections.Add<MovementProjection>(ProjectionLifecycle.Inline);
            o.Projections.Add(new TotalProjection(), ProjectionLifecycle.Inline);
        });
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"), new MoneyDeposited(10));
        session.Events.StartStream<Account>("b", new AccountOpened("Ann"), new MoneyDeposited(1));
        await session.SaveChangesAsync();
        session.Events.Append("a", new MoneyWithdrawn(4), new MoneyDeposited(1));
        await session.SaveChangesAsync();

        var summary = await session.LoadAsync<AccountSummary>("a");
        (summary!.Balance, summary.Movements).ShouldBe((7, 3));
        (await session.LoadAsync<Owner>("Ann"))!.Keys.ShouldBe(["a", "b"]);
        (await session.Query<Movement>().Where(m => m.Account == "a").SumAsync(m => m.Amount)).ShouldBe(7);
        (await session.LoadAsync<Total>("a"))!.Sum.ShouldBe(11);

        session.Events.Append("a", new AccountClosed("moved"));
        await session.SaveChangesAsync();
        (await session.LoadAsync<AccountSummary>("a")).ShouldBeNull();
        (await session.LoadAsync<Total>("a")).ShouldBeNull();
        (await session.Query<Movement>().CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task aggregates_live_by_constructors_and_without_registration()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.StartStream("a", new AccountOpened("Ann"), new MoneyDeposited(1), new AccountClosed("unknown to it"));
        await session.SaveChangesAsync();

        var pair = await session.Events.AggregateStreamAsync<Pair>("a");
        (pair!.Id, pair.First).ShouldBe(("a", "Ann+1"));
        (await session.Events.AggregateStreamAsync<Pair>("a", version: 1))!.First.ShouldBe("Ann");
        (await session.Events.AggregateStreamAsync("a", fromVersion: 2, state: new Pair { First = "x" }))!.First.ShouldBe("x+1");
        (await session.Events.AggregateStreamAsync<Pair>("missing")).ShouldBeNull();
        (await session.Events.AggregateStreamAsync<Pair>("a", timestamp: DateTimeOffset.UtcNow.AddDays(-1))).ShouldBeNull();
    }

    [Fact]
    public async Task leaves_a_version_alone_that_is_the_applications_own()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.StartStream("a", new MoneyDeposited(42));
        await session.SaveChangesAsync();

        (await session.Events.AggregateStreamAsync<Edition>("a"))!.Version.ShouldBe(42);
    }

    [Fact]
    public async Task archives_the_stream_on_an_archived_event()
    {
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Add<AccountSummaryProjection>(ProjectionLifecycle.Inline, _ => { }));
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"), new Archived("done"));
        await session.SaveChangesAsync();

        (await session.Events.FetchStreamStateAsync("a"))!.IsArchived.ShouldBeTrue();
    }

    [Fact]
    public void refuses_a_projection_that_handles_nothing()
    {
        Should.Throw<InvalidProjectionException>(() => Stores.At("Host=nowhere", o => o.Projections.Snapshot<Empty>(SnapshotLifecycle.Inline)));
    }

    [Fact]
    public void refuses_two_asynchronous_projections_of_one_name()
    {
        Should.Throw<DuplicateSubscriptionNamesException>(() => Stores.At("Host=nowhere", o =>
        {
            o.Projections.Add<OwnerProjection>(ProjectionLifecycle.Async);
            o.Projections.Add<OwnerProjection>(ProjectionLifecycle.Async);
        }));
    }
}
