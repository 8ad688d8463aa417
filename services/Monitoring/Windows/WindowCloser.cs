using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Monitoring.Windows;

/// <summary>Looks every second whether windows can close by themselves. Any number of nodes may: each window closes once.</summary>
internal sealed class WindowCloser(
    IServiceScopeFactory scopes, PredictionTables predictions, OccupiedWorkspaces workspaces, TimeProvider time,
    ILogger<WindowCloser> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private const int Page = 100;

    /// <summary>Deployment → rows and revision with which no window could be closed: as long as both are the same, none can.</summary>
    private readonly Dictionary<ScopedName, (long Rows, long Revision)> idle = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var workspace in await workspaces.WithAsync<DeploymentMonitor>(stoppingToken))
                    await RoundAsync(workspace, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.MonitorsNotRead(e);
            }
        }
    }

    private async Task RoundAsync(string workspace, CancellationToken cancellation)
    {
        using var acting = workspaces.Enter(workspace);
        IReadOnlyList<DeploymentMonitor> page = [];
        do
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                var asked = new PageRequest(Page, page.Count > 0 ? page[^1].Id : null);
                var monitors = scope.ServiceProvider.GetRequiredService<MonitorQueries>();
                page = (await monitors.ListAsync(new MonitorFilter(Closing: true), asked, cancellation)).Rows;
            }
            var counts = await predictions.CountAsync(page.Select(monitor => monitor.Deployment), cancellation);
            foreach (var monitor in page)
            {
                var (key, seen) = (ScopedName.Of(monitor.Deployment), (counts.GetValueOrDefault(monitor.Deployment), monitor.Revision));
                if (idle.GetValueOrDefault(key) == seen) continue;
                if (!await CloseAsync(monitor, cancellation)) idle[key] = seen;
            }
        }
        while (page.Count == Page);
    }

    /// <summary>Whether the next round must look again.</summary>
    private async Task<bool> CloseAsync(DeploymentMonitor monitor, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var close = scope.ServiceProvider.GetRequiredService<CloseWindow>();
            if (await close.HandleAsync(monitor, cancellation) is not { } report) return false;
            logger.WindowClosed(report.WindowId, monitor.Deployment, report.Verdict);
        }
        catch (Exception e) when (e is RuleBrokenException or LimitExceededException)
        {
            logger.WindowRefused(monitor.Deployment, e.Message);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.WindowNotClosed(e, monitor.Deployment);
        }
        return true;
    }
}
