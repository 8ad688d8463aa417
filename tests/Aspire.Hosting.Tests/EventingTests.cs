using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MlOps.Aspire.Hosting.Tests;

public sealed class EventingTests : IDisposable
{
    private readonly StoreDirectory store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task events_come_in_the_order_of_a_start()
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Task Saw(string what)
        {
            seen.Enqueue(what);
            return Task.CompletedTask;
        }

        await using var app = await TestApplication.StartAsync(store, builder =>
        {
            var program = builder.AddExecutable("program", "sleep", "/", "1000").WithHttpEndpoint();
            builder.Eventing.Subscribe<BeforeStartEvent>((_, _) => Saw("before start"));
            builder.Eventing.Subscribe<ResourceEndpointsAllocatedEvent>(program.Resource, (_, _) => Saw("endpoints"));
            builder.Eventing.Subscribe<BeforeResourceStartedEvent>(program.Resource, (_, _) => Saw("before program"));
            builder.Eventing.Subscribe<ResourceReadyEvent>(program.Resource, (_, _) => Saw("ready"));
        });
        await app.BecomesHealthyAsync("program");

        seen.ShouldBe(["before start", "endpoints", "before program", "ready"]);
    }

    [Fact]
    public async Task dependents_wait_for_subscribers_of_readiness()
    {
        var (seeding, seeded) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApplication.StartAsync(store, builder =>
        {
            var first = builder.AddExecutable("first", "sleep", "/", "1000");
            builder.Eventing.Subscribe<ResourceReadyEvent>(first.Resource, (_, _) =>
            {
                seeding.TrySetResult();
                return seeded.Task;
            });
            builder.AddExecutable("second", "true", "/").WaitFor(first);
        });
        await seeding.Task.WaitAsync(TimeSpan.FromMinutes(1));
        (await app.BecomesAsync("second", _ => true)).Snapshot.State!.Text.ShouldBe(KnownResourceStates.Waiting);

        seeded.SetResult();

        await app.BecomesAsync("second", KnownResourceStates.Finished);
    }
}
