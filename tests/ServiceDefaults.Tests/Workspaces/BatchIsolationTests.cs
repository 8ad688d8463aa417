using System.Collections.Concurrent;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Consuming;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Workspaces;

public sealed class BatchIsolationTests
{
    [Fact]
    public async Task a_batch_of_several_workspaces_is_handled_in_each_of_them_once_and_in_order()
    {
        await using var system = await TestSystem.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 40; i++) ids.Add(await PublishAsync(system, $"w{i % 3}", $"note/{i}"));
        for (var i = 0; i < 40; i++) await PublishAsync(system, $"w{i % 3}", $"note/{i}", ids[i]);
        var handled = new ConcurrentQueue<(string Session, string Caller, Consumed Message)>();

        await using var service = await system.StartServiceAsync("batches", builder =>
        {
            builder.AddEventStore("batches", new WireEvents("mlops.batches.v1"), _ => { });
            builder.Services.AddSingleton(handled).AddBatchConsumer<Collect>([Publishes.Topic]);
        }, _ => { });
        await PublishAsync(system, "w0", "note/last");
        await Eventually.HoldsAsync(() => Task.FromResult(handled.Any(entry => entry.Message.Subject == "note/last")));

        handled.ShouldAllBe(entry => entry.Session == entry.Message.Workspace && entry.Caller == entry.Message.Workspace);
        handled.Select(entry => entry.Message.Id).ShouldBeUnique();
        foreach (var own in handled.Where(entry => entry.Message.Subject != "note/last").GroupBy(entry => entry.Session))
            own.Select(entry => entry.Message.Id).ShouldBe(ids.Where((_, i) => $"w{i % 3}" == own.Key));
    }

    private static Task<string> PublishAsync(TestSystem system, string workspace, string subject, string? id = null) =>
        system.PublishAsync(Publishes.Topic, subject, new Wire.NoteWritten { Text = "hello" }, id, workspace: workspace);

    private sealed class Collect(ConcurrentQueue<(string Session, string Caller, Consumed Message)> handled) : IConsumeBatch
    {
        public Task HandleAsync(IDocumentSession session, IReadOnlyList<Consumed> messages, CancellationToken cancellation)
        {
            foreach (var message in messages) handled.Enqueue((session.Workspace(), Caller.Current.Workspace, message));
            return Task.CompletedTask;
        }
    }
}
