using System.Collections.Concurrent;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts;
using MlOps.EventSourcing.Consuming;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Kafka;

public sealed class BatchConsumingTests
{
    [Fact]
    public async Task handles_many_events_in_few_transactions_each_once_and_in_order()
    {
        await using var system = await TestSystem.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 50; i++) ids.Add(await system.PublishAsync(Publishes.Topic, $"note/{i}", new Wire.NoteWritten { Text = "hello" }));
        foreach (var id in ids) await system.PublishAsync(Publishes.Topic, "note/again", new Wire.NoteWritten { Text = "hello" }, id);
        var batches = new ConcurrentQueue<IReadOnlyList<Consumed>>();

        await using var service = await StartAsync(system, batches);
        await system.PublishAsync(Publishes.Topic, "note/last", new Wire.NoteWritten { Text = "hello" });
        await Eventually.HoldsAsync(() => Task.FromResult(batches.Any(batch => batch.Any(m => m.Subject == "note/last"))));

        batches.SelectMany(batch => batch).SkipLast(1).Select(m => m.Id).ShouldBe(ids);
        batches.Max(batch => batch.Count).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task finds_the_one_that_cannot_be_handled_among_many()
    {
        await using var system = await TestSystem.StartAsync();
        for (var i = 0; i < 10; i++) await system.PublishAsync(Publishes.Topic, i == 4 ? "note/bad" : $"note/{i}", new Wire.NoteWritten { Text = "hello" });
        var batches = new ConcurrentQueue<IReadOnlyList<Consumed>>();

        await using var service = await StartAsync(system, batches);
        var dead = await system.ReadAsync(Topics.DeadLetters(Publishes.Topic), all => all.Count == 1);
        await Eventually.HoldsAsync(() => Task.FromResult(batches.Sum(batch => batch.Count) == 9));

        dead.Single().Message.Key.ShouldBe("default/note/bad");
        batches.SelectMany(batch => batch).ShouldNotContain(m => m.Subject == "note/bad");
    }

    private static Task<TestService> StartAsync(TestSystem system, ConcurrentQueue<IReadOnlyList<Consumed>> batches) =>
        system.StartServiceAsync("batches", builder =>
        {
            builder.AddEventStore("batches", new WireEvents("mlops.batches.v1"), _ => { });
            builder.Services.AddSingleton(batches).AddBatchConsumer<Collect>([Publishes.Topic]);
        }, _ => { });

    private sealed class Collect(ConcurrentQueue<IReadOnlyList<Consumed>> batches) : IConsumeBatch
    {
        public Task HandleAsync(IDocumentSession session, IReadOnlyList<Consumed> messages, CancellationToken cancellation)
        {
            if (messages.Any(m => m.Subject == "note/bad")) throw new InvalidOperationException("cannot handle note/bad");
            batches.Enqueue(messages);
            return Task.CompletedTask;
        }
    }
}
