using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Hosting;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace MlOps.EventSourcing.Publishing;

/// <summary>
/// Lets a subscription begin again that found its progress moved by somebody else, as happens for some seconds when a node
/// has lost the daemon's lock and does not know yet. Marten tries all other failures again by itself; after this one the
/// subscription stays stopped even on the node that has the lock now.
/// </summary>
internal sealed class ShardRevival(IProjectionCoordinator coordinator) : IHostedService, IObserver<ShardState>
{
    private IDisposable? watching;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        watching = coordinator.DaemonForMainDatabase().Tracker.Subscribe(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        watching?.Dispose();
        return Task.CompletedTask;
    }

    public void OnNext(ShardState value)
    {
        // The coordinator starts what it does not find, on the node that has the lock.
        if (value is { Action: ShardAction.Stopped, Exception: not null })
            coordinator.DaemonForMainDatabase().EjectPausedShard(value.ShardName);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
