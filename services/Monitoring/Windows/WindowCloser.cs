using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Monitoring.Windows;

/// <summary>Looks every second whether windows can close by themselves. Any number of nodes may: each window closes once.</summary>
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
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.MonitorsNotRead(e);
            }
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        string? after = null;
        IReadOnlyList<DeploymentMonitor> page;
        do
        {
            await using (var scope = scopes.CreateAsyncScope())
                page = await scope.ServiceProvider.GetRequiredService<MonitorQueries>().ListAsync(after, Page, cancellation);
            foreach (var monitor in page.Where(monitor => monitor.Settings.WindowPredictions > 0)) await CloseAsync(monitor, cancellation);
            after = page.Count > 0 ? page[^1].Deployment : null;
        }
        while (page.Count == Page);
    }

    private async Task CloseAsync(DeploymentMonitor monitor, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<CloseWindow>().HandleAsync(monitor, cancellation) is { } report)
                logger.WindowClosed(report.WindowId, monitor.Deployment, report.Verdict);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.WindowNotClosed(e, monitor.Deployment);
        }
    }
}
