using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace MlOps.Hosting.Restarts;

/// <summary>Starts every process again that ended although nobody stopped it.</summary>
internal sealed class CrashRestarter(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService loggers, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    private readonly Dictionary<string, CrashWatch> watches = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            // What ends while the application stops was stopped.
            if (lifetime.ApplicationStopping.IsCancellationRequested) return;
            if (!change.Resource.Annotations.OfType<ResourceCommandAnnotation>().Any(command => command.Name == KnownResourceCommands.StartCommand)) continue;
            if (!watches.TryGetValue(change.ResourceId, out var watch)) watches[change.ResourceId] = watch = new CrashWatch(time);
            if (watch.Next(change.Snapshot.State?.Text) is { } delay) _ = RestartAsync(change, delay, lifetime.ApplicationStopping);
        }
    }

    private async Task RestartAsync(ResourceEvent end, TimeSpan delay, CancellationToken stopping)
    {
        var logger = loggers.GetLogger(end.ResourceId);
        Log.Restarts(logger, end.Resource.Name, end.Snapshot.State?.Text, end.Snapshot.ExitCode, delay);
        await Task.Delay(delay, time, stopping);
        if (!notifications.TryGetCurrentState(end.ResourceId, out var now) || !KnownResourceStates.TerminalStates.Contains(now.Snapshot.State?.Text)) return;
        var result = await commands.ExecuteCommandAsync(end.ResourceId, KnownResourceCommands.StartCommand, stopping);
        if (!result.Success) Log.NotRestarted(logger, end.Resource.Name, result.Message);
    }
}
