using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Hosting;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace MlOps.EventSourcing.Publishing;

/// <summary>
/// Restarts a subscription that stopped because its stored progress was changed by another node. That happens for some seconds after a
/// node has lost the daemon's advisory lock without noticing. Marten retries all other failures; after this one the subscription would
/// stay stopped, even on the node that now holds the lock.
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
        // The coordinator starts missing shards, on the node that holds the lock.
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
