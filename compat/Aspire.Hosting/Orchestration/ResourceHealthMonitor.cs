using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the health checks of running resources and says when one has become ready.</summary>
internal sealed class ResourceHealthMonitor(
    DistributedApplicationModel model, ResourceNotificationService notifications, HealthCheckService healthChecks, IDistributedApplicationEventing eventing,
    IServiceProvider services, TimeProvider time, ILogger<ResourceHealthMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll([
        AnnounceReadyAsync(stoppingToken),
        .. from resource in model.Resources
           let keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet()
           where keys.Count > 0
           select CheckAsync(resource, keys, stoppingToken)]);

    private async Task CheckAsync(IResource resource, HashSet<string> keys, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Running, stoppingToken);
            var report = await healthChecks.CheckHealthAsync(check => keys.Contains(check.Name), stoppingToken);
            var reports = report.Entries.Select(e => new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.ToString())).ToImmutableArray();
            var wasReady = false;
            await notifications.PublishUpdateAsync(resource, s =>
            {
                wasReady |= s.ResourceReadyEvent is not null;
                return s.State?.Text == KnownResourceStates.Running && !s.HealthReports.SequenceEqual(reports) ? s with { HealthReports = reports } : s;
            });
            await Task.Delay(report.Status == HealthStatus.Healthy ? WhileHealthy : wasReady ? WhileUnhealthy : WhileStarting, time, stoppingToken);
        }
    }

    private async Task AnnounceReadyAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (!IsNewlyReady(change.Snapshot)) continue;
            await notifications.PublishUpdateAsync(change.Resource, change.ResourceId, s => IsNewlyReady(s)
                ? s with { ResourceReadyEvent = new(Task.Run(() => PublishReadyAsync(change.Resource, stoppingToken), stoppingToken)) }
                : s);
        }
    }

    private async Task PublishReadyAsync(IResource resource, CancellationToken stoppingToken)
    {
        try
        {
            await eventing.PublishAsync(new ResourceReadyEvent(resource, services), stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.SubscriberFailed(logger, e, nameof(ResourceReadyEvent), resource.Name);
            throw;
        }
    }

    private static bool IsNewlyReady(CustomResourceSnapshot s) => s is { HealthStatus: HealthStatus.Healthy, ResourceReadyEvent: null };
}
