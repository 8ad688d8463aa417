using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Marten.Subscriptions;

namespace MlOps.Marten.Tests.StandIn;

/// <summary>A subscription at work on a page when its daemon stops.</summary>
public class DrainTests
{
    private sealed class Slow : SubscriptionBase
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<IChangeListener> ProcessEventsAsync(EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            await Gate.Task.WaitAsync(cancellationToken);
            return NullChangeListener.Instance;
        }
    }

    [Fact]
    public async Task may_finish_its_page_when_the_daemon_stops()
    {
        var slow = new Slow();
        await using var store = await Stores.WithStringKeysAsync(o => o.Projections.Subscribe(slow));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await DaemonTests.AppendAccountsAsync(store, 1);
        await slow.Begun.Task;
        var stopping = daemon.StopAllAsync();
        slow.Gate.SetResult();
        await stopping;

        (await store.Advanced.ProjectionProgressFor(new ShardName(nameof(Slow)))).ShouldBe(3);
    }

    [Fact]
    public async Task is_cancelled_when_its_page_takes_too_long_to_finish()
    {
        var slow = new Slow();
        await using var store = await Stores.WithStringKeysAsync(o =>
        {
            o.Projections.StopAndDrainTimeout = TimeSpan.FromMilliseconds(50);
            o.Projections.Subscribe(slow);
        });
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await DaemonTests.AppendAccountsAsync(store, 1);
        await slow.Begun.Task;
        await daemon.StopAllAsync();

        daemon.IsRunning.ShouldBeFalse();
        (await store.Advanced.ProjectionProgressFor(new ShardName(nameof(Slow)))).ShouldBe(0);
    }
}
