using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

/// <summary>Writes the state of the system to <c>status.json</c> and <c>status.txt</c> as it changes, and to the terminal.</summary>
internal sealed class StatusReporter(
    DataDirectory data, DistributedApplicationModel model, ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<StatusReporter> logger) : BackgroundService
{
    // Debounce: resources change in bursts during startup, and one report per burst is enough.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    // The status contains the dashboard's token.
    private static readonly FileStreamOptions OwnerOnly = new()
    {
        Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };
    private readonly ConcurrentDictionary<string, ResourceEvent> states = new();
    private readonly ConcurrentDictionary<string, bool> wasHealthy = new();
    private readonly StatusConsole console = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private readonly Channel<bool> changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var id in states.Keys)
        {
            if (notifications.TryGetCurrentState(id, out var last)) states[id] = last;
        }
        console.Show(Status(), Stopwatch.GetElapsedTime(started), isStopping: true);
        File.Delete(data["status.json"]);
        File.Delete(data["status.txt"]);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(WatchAsync(stoppingToken), ReportAsync(stoppingToken));

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            states[change.ResourceId] = change;
            if (change.Snapshot.State?.Text != KnownResourceStates.Running) wasHealthy[change.ResourceId] = false;
            else if (change.Snapshot.HealthStatus == HealthStatus.Healthy) wasHealthy[change.ResourceId] = true;
            changes.Writer.TryWrite(true);
        }
    }

    private async Task ReportAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in changes.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                Report(Status());
            }
            catch (IOException e)
            {
                // A full disk must not stop the system; the report is retried.
                logger.StatusNotWritten(e);
                changes.Writer.TryWrite(true);
            }

            await Task.Delay(Burst, time, stoppingToken);
        }
    }

    private SystemStatus Status() => SystemStatus.From(
        [.. states.Values.OrderBy(e => model.Resources.IndexOf(e.Resource)).ThenBy(e => e.ResourceId, StringComparer.Ordinal)],
        wasHealthy.GetValueOrDefault, model.Resources, startedAt);

    private void Report(SystemStatus status)
    {
        console.Show(status, Stopwatch.GetElapsedTime(started), lifetime.ApplicationStopping.IsCancellationRequested);
        Replace(data["status.json"], JsonSerializer.Serialize(status, SystemStatusJson.Default.SystemStatus));
        Replace(data["status.txt"], ResourceTable.Render(status));
    }

    private static void Replace(string path, string text)
    {
        // The mode applies to new files only. Without a race: this process, which locked the directory, is the only writer.
        File.Delete($"{path}.new");
        using (var file = new StreamWriter($"{path}.new", OwnerOnly)) file.Write(text);
        File.Move($"{path}.new", path, overwrite: true);
    }
}
