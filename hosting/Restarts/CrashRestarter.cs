using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace MlOps.Hosting.Restarts;

/// <summary>Restarts every process that exits without having been stopped.</summary>
internal sealed class CrashRestarter(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService loggers,
    IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private readonly Dictionary<string, CrashWatch> watches = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            // An exit during shutdown is not a crash.
            if (lifetime.ApplicationStopping.IsCancellationRequested) return;
            if (!CanBeStarted(change.Resource)) continue;
            if (!watches.TryGetValue(change.ResourceId, out var watch)) watches[change.ResourceId] = watch = new CrashWatch(time);
            if (watch.Next(change.Snapshot.State?.Text) is { } delay) _ = RestartAsync(change, delay, lifetime.ApplicationStopping);
        }
    }

    private static bool CanBeStarted(IResource resource) =>
        resource.Annotations.OfType<ResourceCommandAnnotation>().Any(command => command.Name == KnownResourceCommands.StartCommand);

    private static bool HasEnded(ResourceEvent e) => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text);

    private async Task RestartAsync(ResourceEvent end, TimeSpan delay, CancellationToken stopping)
    {
        var logger = loggers.GetLogger(end.ResourceId);
        logger.Restarting(end.Resource.Name, end.Snapshot.State?.Text, end.Snapshot.ExitCode, delay);
        await Task.Delay(delay, time, stopping);
        // A user may have restarted it meanwhile.
        if (!notifications.TryGetCurrentState(end.ResourceId, out var now) || !HasEnded(now)) return;
        var result = await commands.ExecuteCommandAsync(end.ResourceId, KnownResourceCommands.StartCommand, stopping);
        if (!result.Success) logger.NotRestarted(end.Resource.Name, result.Message);
    }
}
