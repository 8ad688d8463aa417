using System.Collections.Concurrent;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Marten.Subscriptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MlOps.Marten.Tests.Domain;

namespace MlOps.Marten.Tests;

public class SubscriptionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private sealed class Received
    {
        public ConcurrentQueue<IEvent> Events { get; } = new();
    }

    private sealed class Relay : SubscriptionBase
    {
        private readonly Received received;

        public Relay(Received received)
        {
            this.received = received;
            Name = "relay";
            Options.BatchSize = 7;
        }

        public int FailuresLeft { get; set; }

        public override Task<IChangeListener> ProcessEventsAsync(EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new InvalidOperationException("not now");
            }

            foreach (var e in page.Events) received.Events.Enqueue(e);
            return Task.FromResult(NullChangeListener.Instance);
        }
    }

    [Fact]
    public async Task is_given_all_events_in_order()
    {
        var received = new Received();
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Subscribe(new Relay(received)));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await DaemonTests.AppendAccountsAsync(store, 40);
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        received.Events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 120).Select(i => (long)i));
        (await store.Advanced.ProjectionProgressFor(new ShardName("relay"))).ShouldBe(120);
    }

    [Fact]
    public async Task is_given_a_page_again_after_a_failure()
    {
        var received = new Received();
        var connection = await PostgresServer.CreateDatabaseAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddMarten(o =>
            {
                o.Connection(connection);
                o.Events.StreamIdentity = StreamIdentity.AsString;
                o.Projections.AgentPauseTime = TimeSpan.FromMilliseconds(10);
                o.Projections.LeadershipPollingTime = 50;
                o.Projections.Subscribe(new Relay(received) { FailuresLeft = 3 });
            })
            .AddAsyncDaemon(DaemonMode.Solo);
        using var host = builder.Build();
        await host.StartAsync();
        await DaemonTests.AppendAccountsAsync((DocumentStore)host.Services.GetRequiredService<IDocumentStore>(), 3);
        await host.WaitForNonStaleProjectionDataAsync(Limit);
        await host.StopAsync();

        received.Events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 9).Select(i => (long)i));
    }

    [Fact]
    public async Task is_given_only_what_it_asked_for()
    {
        var received = new Received();
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Subscribe(new Relay(received), s => s.IncludeType<MoneyDeposited>()));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await DaemonTests.AppendAccountsAsync(store, 10);
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        received.Events.Count.ShouldBe(10);
        received.Events.ShouldAllBe(e => e is IEvent<MoneyDeposited>);
    }

    [Fact]
    public async Task starts_where_it_is_told_to_and_can_be_rewound()
    {
        var received = new Received();
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Subscribe(new Relay(received), s => s.Options.SubscribeFromSequence(4)));
        await DaemonTests.AppendAccountsAsync(store, 2);
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Limit);
        received.Events.Select(e => e.Sequence).ShouldBe([5, 6]);

        await daemon.RewindSubscriptionAsync("relay", CancellationToken.None, sequenceFloor: 5);
        await Eventually.HoldsAsync(() => Task.FromResult(received.Events.Count == 3));
        received.Events.Last().Sequence.ShouldBe(6);
    }

    [Fact]
    public async Task stores_what_it_queues_together_with_its_position_and_tells_its_listener()
    {
        var writer = new Writer();
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Subscribe(writer));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await DaemonTests.AppendAccountsAsync(store, 1);
        await store.WaitForNonStaleProjectionDataAsync(Limit);

        await using var query = store.QuerySession();
        (await query.LoadAsync<Customer>("3"))!.Name.ShouldBe("MoneyWithdrawn");
        await Eventually.HoldsAsync(() => Task.FromResult(writer.Heard.SequenceEqual(["before", "after"])));
    }

    private sealed class Writer : SubscriptionBase, IChangeListener
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        public override Task<IChangeListener> ProcessEventsAsync(EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
        {
            foreach (var e in page.Events) operations.Store(new Customer { Id = $"{e.Sequence}", Name = e.EventType.Name });
            return Task.FromResult<IChangeListener>(this);
        }

        public Task BeforeCommitAsync(IDocumentSession session, global::Marten.Services.IChangeSet commit, CancellationToken token)
        {
            Heard.Enqueue("before");
            return Task.CompletedTask;
        }

        public Task AfterCommitAsync(IDocumentSession session, global::Marten.Services.IChangeSet commit, CancellationToken token)
        {
            Heard.Enqueue("after");
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    public async Task is_made_by_the_container_and_runs_with_the_host(ServiceLifetime lifetime)
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<Received>();
        builder.Services.AddMarten(o =>
            {
                o.Connection(connection);
                o.Events.StreamIdentity = StreamIdentity.AsString;
            })
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .AddAsyncDaemon(DaemonMode.Solo)
            .AddSubscriptionWithServices<Relay>(lifetime, o => o.Name = "renamed");
        using var host = builder.Build();
        await host.StartAsync();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
            session.Events.Append("a", new MoneyDeposited(1));
            await session.SaveChangesAsync();
        }

        await host.WaitForNonStaleProjectionDataAsync(Limit);
        host.Services.GetRequiredService<Received>().Events.Count.ShouldBe(1);
        (await host.Services.GetRequiredService<IDocumentStore>().Advanced.AllProjectionProgress()).ShouldContain(p => p.ShardName == "renamed:All");
        host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase().IsRunning.ShouldBeTrue();
        await host.StopAsync();
    }

    [Fact]
    public async Task one_of_two_nodes_runs_it_and_the_other_takes_over()
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        var received = new Received();
        IHost Node()
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Services.AddSingleton(received);
            builder.Services.AddMarten(o =>
                {
                    o.Connection(connection);
                    o.Events.StreamIdentity = StreamIdentity.AsString;
                    o.Projections.LeadershipPollingTime = 50;
                })
                .AddAsyncDaemon(DaemonMode.HotCold)
                .AddSubscriptionWithServices<Relay>(ServiceLifetime.Singleton);
            return builder.Build();
        }

        static bool IsLeading(IHost node) => node.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase().IsRunning;
        using var first = Node();
        using var second = Node();
        await first.StartAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(IsLeading(first)));
        await second.StartAsync();
        var store = (DocumentStore)second.Services.GetRequiredService<IDocumentStore>();
        await DaemonTests.AppendAccountsAsync(store, 3);
        await store.WaitForNonStaleProjectionDataAsync(Limit);
        IsLeading(second).ShouldBeFalse();

        // The leader's connection dies under it, then the node stops for good.
        await store.ExecuteAsync("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 4444 and granted");
        await Eventually.HoldsAsync(() => Task.FromResult(IsLeading(first) != IsLeading(second)));
        await first.StopAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(IsLeading(second)));
        await DaemonTests.AppendAccountsAsync(store, 3, prefix: "later");
        await store.WaitForNonStaleProjectionDataAsync(Limit);
        received.Events.Select(e => e.Sequence).Distinct().Order().ShouldBe(Enumerable.Range(1, 18).Select(i => (long)i));
        await second.StopAsync();
    }
}
