using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace MlOps.Hosting.Restarts;

/// <summary>Starts every process again that ended although nobody stopped it.</summary>
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
            // What ends while the application stops was stopped.
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
        Log.Restarts(logger, end.Resource.Name, end.Snapshot.State?.Text, end.Snapshot.ExitCode, delay);
        await Task.Delay(delay, time, stopping);
        // Its user may have started it meanwhile.
        if (!notifications.TryGetCurrentState(end.ResourceId, out var now) || !HasEnded(now)) return;
        var result = await commands.ExecuteCommandAsync(end.ResourceId, KnownResourceCommands.StartCommand, stopping);
        if (!result.Success) Log.NotRestarted(logger, end.Resource.Name, result.Message);
    }
}
