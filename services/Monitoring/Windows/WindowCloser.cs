using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Monitoring.Windows;

/// <summary>Closes windows by themselves once enough rows have arrived. The request id names the window, so two nodes close it once.</summary>
internal sealed class WindowCloser(IServiceScopeFactory scopes, ServiceIdentity identity, TimeProvider time, ILogger<WindowCloser> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private const int Page = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            using var acting = identity.Act();
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await RoundAsync(scope.ServiceProvider, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // An exception that leaves here would stop the service; the database may be away for a moment.
                logger.RoundFailed(e);
            }
        }
    }

    private async Task RoundAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var monitors = services.GetRequiredService<MonitorQueries>();
        string? after = null;
        IReadOnlyList<DeploymentMonitor> page;
        do
        {
            page = await monitors.ListAsync(after, Page, cancellation);
            foreach (var monitor in page.Where(monitor => monitor.Settings.WindowPredictions > 0)) await CloseAsync(services, monitor, cancellation);
            after = page.Count > 0 ? page[^1].Deployment : null;
        }
        while (page.Count == Page);
    }

    private async Task CloseAsync(IServiceProvider services, DeploymentMonitor monitor, CancellationToken cancellation)
    {
        try
        {
            var start = monitor.LastWindowEnd ?? DateTimeOffset.UnixEpoch;
            if (await services.GetRequiredService<PredictionTables>().TimeOfRowAsync(monitor.Deployment, start, monitor.Settings.WindowPredictions, cancellation)
                is not { } end) return;
            var report = await services.GetRequiredService<EvaluateWindow>().HandleAsync(new EvaluateWindowRequest
            {
                Deployment = monitor.Deployment, StartTime = start.ToTimestamp(), EndTime = end.AddMicroseconds(1).ToTimestamp(),
                RequestId = $"close-{monitor.Deployment}-{start.UtcTicks}",
            }, cancellation);
            logger.WindowClosed(report.WindowId, monitor.Deployment, report.Verdict.ToString());
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.WindowNotClosed(e, monitor.Deployment);
        }
    }
}
