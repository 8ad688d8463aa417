using JasperFx;
using JasperFx.Events.Projections;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

/// <summary>Two nodes of a service on one database; the daemon runs on one of them.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private TestSystem system = null!;
    private TestService[] nodes = [];

    public async Task InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        var first = await system.StartServiceAsync("notes", builder => builder.AddEventStore("notes", Publishes.Table(), options =>
        {
            options.Projections.Snapshot<Note>(SnapshotLifecycle.Inline);
            options.Audits<Note>("note/");
            // The daemon hears of commits or it sees none of them.
            options.Projections.SlowPollingTime = options.Projections.FastPollingTime = TimeSpan.FromHours(1);
            options.Projections.HighWaterStalenessThreshold = TimeSpan.FromHours(2);
        }), _ => { });
        nodes = [first, await first.StartSecondNodeAsync()];
        await Eventually.HoldsAsync(() => Task.FromResult(nodes.Count(IsPublisher) == 1));
    }

    public async Task DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task the_one_that_publishes_hears_what_either_commits()
    {
        for (var i = 0; i < 10; i++)
        {
            await WriteAsync(nodes[i % 2], $"heard-{i}");

            await system.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == $"default/note/heard-{i}");
        }
    }

    [Fact]
    public async Task the_other_takes_over_from_one_that_stops()
    {
        var publisher = Array.FindIndex(nodes, IsPublisher);
        await WriteAsync(nodes[publisher], "before-stop");

        await nodes[publisher].StopAsync();

        await Eventually.HoldsAsync(() => Task.FromResult(IsPublisher(nodes[1 - publisher])));
        await WriteAsync(nodes[1 - publisher], "after-stop");
        var published = await system.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == "default/note/after-stop");
        published.Select(result => result.Message.Key).Distinct().ShouldBe(["default/note/before-stop", "default/note/after-stop"]);
    }

    [Fact]
    public async Task publishing_goes_on_when_the_lock_of_the_one_that_publishes_is_lost()
    {
        await using var database = NpgsqlDataSource.Create(nodes[0].Database);
        for (var i = 0; i < 3; i++)
        {
            await using (var kill = database.CreateCommand("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"))
                await kill.ExecuteNonQueryAsync();
            await Task.WhenAll(nodes.Select(async (node, number) =>
            {
                for (var j = 0; j < 50; j++) await WriteAsync(node, $"lost-{i}-{number}-{j}");
            }));
            await WriteAsync(nodes[0], $"end-{i}");

            await system.ReadAsync(Publishes.Topic, all => all.Any(result => result.Message.Key == $"default/note/end-{i}"));
        }
    }

    private static bool IsPublisher(TestService node) =>
        node.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase().CurrentAgents()
            .Any(agent => agent.Name.Identity == WireEventPublisher.Shard && agent.Status == AgentStatus.Running);

    private static async Task WriteAsync(TestService node, string note)
    {
        await using var session = node.Services.GetRequiredService<CallerSessions>().Open();
        session.Events.StartStream<Note>($"note/{note}", new NoteWritten(note));
        await session.SaveChangesAsync();
    }
}
