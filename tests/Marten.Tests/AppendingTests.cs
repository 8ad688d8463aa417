using JasperFx;
using JasperFx.Events;
using Marten.Exceptions;
using MlOps.Marten.Tests.Domain;

namespace MlOps.Marten.Tests;

public class AppendingTests
{
    [Fact]
    public async Task numbers_events_from_one_and_reads_them_back_in_order()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using (var session = store.LightweightSession())
        {
            session.Events.StartStream<Account>("account/1", new AccountOpened("Ann"), new MoneyDeposited(10));
            await session.SaveChangesAsync();
            session.Events.Append("account/1", new MoneyWithdrawn(3));
            await session.SaveChangesAsync();
        }

        await using var query = store.QuerySession();
        var events = await query.Events.FetchStreamAsync("account/1");

        events.Select(e => e.Version).ShouldBe([1, 2, 3]);
        events.Select(e => e.Sequence).ShouldBe([1, 2, 3]);
        events[2].Data.ShouldBe(new MoneyWithdrawn(3));
        events.ShouldAllBe(e => e.StreamKey == "account/1");
    }

    [Fact]
    public async Task sets_versions_on_the_events_that_were_saved()
    {
        await using var store = await Stores.WithGuidsAsync();
        await using var session = store.LightweightSession();
        var stream = session.Events.StartStream<Ledger>(new AccountOpened("Ann"), new MoneyDeposited(1));
        await session.SaveChangesAsync();

        stream.Events.Select(e => e.Version).ShouldBe([1, 2]);
        stream.Events.ShouldAllBe(e => e.Sequence == 0);
    }

    [Fact]
    public async Task expects_the_version_after_the_append()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.Append("a", 2, new AccountOpened("Ann"), new MoneyDeposited(1));
        await session.SaveChangesAsync();
        session.Events.Append("a", 3, new MoneyDeposited(1));
        await session.SaveChangesAsync();

        (await session.Events.FetchStreamStateAsync("a"))!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task rejects_an_append_at_the_wrong_version()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await session.SaveChangesAsync();
        session.Events.Append("a", 5, new MoneyDeposited(1));

        var failure = await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync());
        failure.ShouldBeAssignableTo<ConcurrencyException>();
    }

    [Fact]
    public async Task rejects_starting_a_stream_that_exists()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await session.SaveChangesAsync();
        await using var second = store.LightweightSession();
        second.Events.StartStream<Account>("a", new AccountOpened("Bob"));

        var failure = await Should.ThrowAsync<global::Marten.Exceptions.ExistingStreamIdCollisionException>(() => second.SaveChangesAsync());
        failure.Id.ShouldBe("a");
    }

    [Fact]
    public async Task rejects_starting_a_stream_without_events()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();

        Should.Throw<EmptyEventStreamException>(() => session.Events.StartStream<Account>("a"));
    }

    [Fact]
    public async Task rejects_an_optimistic_append_to_a_missing_stream()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();

        var failure = await Should.ThrowAsync<global::Marten.Exceptions.NonExistentStreamException>(() => session.Events.AppendOptimistic("a", new AccountOpened("Ann")));
        failure.Id.ShouldBe("a");
    }

    [Fact]
    public async Task rejects_an_optimistic_append_that_lost_the_race()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var first = store.LightweightSession();
        await using var second = store.LightweightSession();
        first.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await first.SaveChangesAsync();
        await first.Events.AppendOptimistic("a", new MoneyDeposited(1));
        await second.Events.AppendOptimistic("a", new MoneyDeposited(2));
        await first.SaveChangesAsync();

        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => second.SaveChangesAsync());
    }

    [Fact]
    public async Task an_exclusive_append_makes_others_wait_instead_of_failing()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var first = store.LightweightSession();
        await using var second = store.LightweightSession();
        first.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await first.SaveChangesAsync();
        await first.Events.AppendExclusive("a", new MoneyDeposited(1));
        var waiting = second.Events.AppendExclusive("a", new MoneyDeposited(2));
        await first.SaveChangesAsync();
        await waiting;
        await second.SaveChangesAsync();

        (await second.Events.FetchStreamStateAsync("a"))!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task rejects_the_wrong_kind_of_identity()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();

        Should.Throw<InvalidOperationException>(() => session.Events.Append(Guid.NewGuid(), new MoneyDeposited(1)));
        await Should.ThrowAsync<InvalidOperationException>(() => session.Events.FetchStreamAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task rejects_appending_to_an_archived_stream()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        await session.SaveChangesAsync();
        session.Events.ArchiveStream("a");
        await session.SaveChangesAsync();
        session.Events.Append("a", new MoneyDeposited(1));

        await Should.ThrowAsync<InvalidStreamOperationException>(() => session.SaveChangesAsync());
        (await session.Events.FetchStreamAsync("a")).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync("a"))!.IsArchived.ShouldBeTrue();
    }

    [Fact]
    public async Task saves_nothing_of_a_unit_of_work_that_fails()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", new AccountOpened("Ann"));
        session.Events.Append("b", 7, new MoneyDeposited(1));

        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync());
        await using var query = store.QuerySession();
        (await query.Events.FetchStreamStateAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task reads_a_stream_up_to_a_version_and_from_a_version()
    {
        await using var store = await Stores.WithStringKeysAsync();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Account>("a", Enumerable.Range(1, 5).Select(i => (object)new MoneyDeposited(i)));
        await session.SaveChangesAsync();

        (await session.Events.FetchStreamAsync("a", version: 2)).Count.ShouldBe(2);
        (await session.Events.FetchStreamAsync("a", fromVersion: 4)).Select(e => e.Version).ShouldBe([4, 5]);
        (await session.Events.FetchStreamAsync("a", timestamp: DateTimeOffset.UtcNow.AddHours(-1))).ShouldBeEmpty();
        (await session.Events.FetchStreamAsync("missing")).ShouldBeEmpty();
    }
}
