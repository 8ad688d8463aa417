using System.Text.Json;
using JasperFx.Events;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events;
using Marten.Events.Archiving;
using Marten.Services.Json.Transformations;
using MlOps.Marten.Tests.Domain;
using SystemTextJson = Marten.Services.Json.Transformations.SystemTextJson;

namespace MlOps.Marten.Tests;

public class EventStoreFeatureTests
{
    private sealed record Deposited(string Amount);

    private sealed record DepositedV2(decimal Amount, string Currency);

    private sealed class DepositedUpcaster : EventUpcaster<Deposited, DepositedV2>
    {
        protected override DepositedV2 Upcast(Deposited oldEvent) => new(decimal.Parse(oldEvent.Amount), "EUR");
    }

    private sealed class RawDepositedUpcaster : SystemTextJson.EventUpcaster<DepositedV2>
    {
        public override string EventTypeName => "deposited";

        protected override DepositedV2 Upcast(JsonDocument oldEvent) => new(decimal.Parse(oldEvent.RootElement.GetProperty("Amount").GetString()!), "raw");
    }

    public static TheoryData<string> Upcasts => new("function", "class", "raw");

    [Theory]
    [MemberData(nameof(Upcasts))]
    public async Task upcasts_stored_events_of_an_old_shape(string how)
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        await using (var old = Stores.At(connection, o => o.Events.StreamIdentity = StreamIdentity.AsString))
        {
            await using var session = old.LightweightSession();
            session.Events.Append("a", new Deposited("12"));
            await session.SaveChangesAsync();
        }

        await using var store = Stores.At(connection, o =>
        {
            o.Events.StreamIdentity = StreamIdentity.AsString;
            _ = how switch
            {
                "function" => o.Events.Upcast<Deposited, DepositedV2>(d => new DepositedV2(decimal.Parse(d.Amount), "EUR")),
                "class" => o.Events.Upcast<DepositedUpcaster>(),
                _ => o.Events.Upcast(new RawDepositedUpcaster()),
            };
        });
        await using var later = store.LightweightSession();
        later.Events.Append("a", new DepositedV2(1, "USD"));
        await later.SaveChangesAsync();

        var currency = how == "raw" ? "raw" : "EUR";
        (await later.Events.FetchStreamAsync("a")).Select(e => e.Data).ShouldBe([new DepositedV2(12, currency), new DepositedV2(1, "USD")]);
        (await later.Events.QueryRawEventDataOnly<DepositedV2>().ToListAsync()).ShouldBe([new DepositedV2(1, "USD")]);
    }

    [Fact]
    public async Task keeps_tenants_apart_that_share_tables()
    {
        await using var store = await Stores.WithStringKeysAsync(o =>
        {
            o.Events.TenancyStyle = TenancyStyle.Conjoined;
            o.Policies.AllDocumentsAreMultiTenanted();
            o.Projections.Add<AccountSummaryProjection>(ProjectionLifecycle.Async);
            o.Projections.Add<OwnerProjection>(ProjectionLifecycle.Inline);
            o.Projections.Add<MovementProjection>(ProjectionLifecycle.Async);
        });
        foreach (var (tenant, amount) in new[] { ("red", 1), ("blue", 2) })
        {
            await using var session = store.LightweightSession(tenant);
            session.Events.StartStream<Account>("a", new AccountOpened("Ann"), new MoneyDeposited(amount));
            session.Store(new Customer { Id = "1", Name = tenant });
            await session.SaveChangesAsync();
        }

        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(20));

        await using var red = store.LightweightSession("red");
        (await red.Events.FetchStreamAsync("a")).Select(e => e.TenantId).ShouldBe(["red", "red"]);
        (await red.Events.AggregateStreamAsync<Account>("a"))!.Balance.ShouldBe(1);
        (await red.Events.QueryAllRawEvents().CountAsync()).ShouldBe(2);
        (await red.LoadAsync<Customer>("1"))!.Name.ShouldBe("red");
        (await red.Query<Customer>().CountAsync()).ShouldBe(1);
        (await red.LoadAsync<AccountSummary>("a"))!.Balance.ShouldBe(1);
        (await red.LoadAsync<Owner>("Ann"))!.Accounts.ShouldBe(1);
        (await red.Query<Movement>().ToListAsync()).Single().Amount.ShouldBe(1);
        red.DeleteWhere<Customer>(_ => true);
        red.Events.ArchiveStream("a");
        await red.SaveChangesAsync();

        await using var blue = store.QuerySession("blue");
        (await blue.Query<Customer>().CountAsync()).ShouldBe(1);
        (await blue.Events.FetchStreamStateAsync("a"))!.IsArchived.ShouldBeFalse();
        (await blue.LoadAsync<AccountSummary>("a"))!.Balance.ShouldBe(2);
    }

    [Fact]
    public async Task hides_archived_events_unless_asked_for_them()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.Append("a", new MoneyDeposited(1));
        session.Events.Append("b", new MoneyDeposited(2));
        await session.SaveChangesAsync();
        session.Events.ArchiveStream("a");
        await session.SaveChangesAsync();

        (await session.Events.QueryAllRawEvents().CountAsync()).ShouldBe(1);
        (await session.Events.QueryAllRawEvents().Where(e => e.MaybeArchived()).CountAsync()).ShouldBe(2);
        (await session.Events.QueryAllRawEvents().Where(e => e.IsArchived).SingleAsync()).StreamKey.ShouldBe("a");
        (await session.Events.QueryRawEventDataOnly<MoneyDeposited>().Where(d => d.Amount > 0).ToListAsync()).ShouldBe([new MoneyDeposited(2)]);
    }

    [Fact]
    public async Task finds_events_by_their_metadata()
    {
        await using var store = await Stores.WithStringKeysAsync(o => o.Events.MetadataConfig.EnableAll());
        await using var session = store.LightweightSession();
        session.CorrelationId = "c";
        var e = session.Events.BuildEvent(new MoneyDeposited(1));
        session.Events.Append("a", new AccountOpened("Ann"), e);
        session.Events.Append("b", new AccountOpened("Bob"));
        await session.SaveChangesAsync();

        var all = session.Events.QueryAllRawEvents();
        (await all.Where(x => x.StreamKey == "a" && x.Version > 1).SingleAsync()).Id.ShouldBe(e.Id);
        (await all.Where(x => x.EventTypeName == "account_opened").OrderBy(x => x.Sequence).Select(x => x.StreamKey!).ToListAsync()).ShouldBe(["a", "b"]);
        (await all.CountAsync(x => x.CorrelationId == "c" && x.Timestamp <= DateTimeOffset.UtcNow.AddSeconds(5))).ShouldBe(3);
        (await all.OrderByDescending(x => x.Sequence).Take(1).ToListAsync()).Single().StreamKey.ShouldBe("b");
        (await session.Events.LoadAsync<MoneyDeposited>(e.Id))!.Data.Amount.ShouldBe(1);
        (await session.Events.LoadAsync(Guid.NewGuid())).ShouldBeNull();
    }

    [Fact]
    public async Task masks_protected_data_in_stored_events()
    {
        await using var store = await Stores.WithStringKeysAsync(o =>
        {
            o.Events.MetadataConfig.HeadersEnabled = true;
            o.Events.AddMaskingRuleForProtectedInformation<AccountOpened>(e => e with { Owner = "***" });
        });
        await using var session = store.LightweightSession();
        session.Events.Append("a", new AccountOpened("Ann"), new MoneyDeposited(1));
        session.Events.Append("b", new AccountOpened("Bob"));
        session.Events.Append("c", new AccountOpened("Cid"));
        await session.SaveChangesAsync();
        await store.Advanced.ApplyEventDataMasking(m => m.IncludeStream("a").IncludeEvents(e => e.StreamKey == "b").AddHeader("masked", true));

        (await session.Events.QueryRawEventDataOnly<AccountOpened>().ToListAsync()).Select(e => e.Owner).ShouldBe(["***", "***", "Cid"], ignoreOrder: true);
        var masked = await session.Events.FetchStreamAsync("a");
        masked[0].GetHeader("masked").ShouldBe(true);
        masked[1].Headers.ShouldBeNull();
        masked[1].Data.ShouldBe(new MoneyDeposited(1));
    }

    [Fact]
    public async Task describes_a_stream()
    {
        var clock = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await using var store = await Stores.WithStringKeysAsync(o => o.Events.TimeProvider = new FixedClock(clock));
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await session.SaveChangesAsync();

        var state = (await session.Events.FetchStreamStateAsync("a"))!;
        (state.Key, state.Version, state.AggregateType, state.IsArchived).ShouldBe(("a", 1, typeof(Account), false));
        (await session.Events.FetchStreamAsync("a")).Single().Timestamp.ShouldBe(clock);
        (await session.Events.AggregateStreamAsync<Account>("a"))!.OpenedAt.ShouldBe(clock);
        (await session.Events.FetchStreamStateAsync("missing")).ShouldBeNull();
    }

    [Fact]
    public async Task works_in_the_callers_transaction()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var connection = await store.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var session = store.LightweightSession(global::Marten.Services.SessionOptions.ForTransaction(transaction));
            session.Events.Append("a", new MoneyDeposited(1));
            await session.SaveChangesAsync();
            (await session.Events.FetchStreamAsync("a")).Count.ShouldBe(1);
            await transaction.RollbackAsync();
        }

        await using var query = store.QuerySession();
        (await query.Events.FetchStreamAsync("a")).ShouldBeEmpty();
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
