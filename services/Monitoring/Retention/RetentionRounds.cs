using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Monitoring.Retention;

/// <summary>Applies every monitor's retention at the start and once an hour. Any number of nodes may.</summary>
internal sealed class RetentionRounds(
    IServiceScopeFactory scopes, OccupiedWorkspaces workspaces, TimeProvider time, ILogger<RetentionRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);
    private const int Page = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        do
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
        while (await timer.WaitForNextTickAsync(stoppingToken));
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
                page = (await monitors.ListAsync(new MonitorFilter(Archived: true), asked, cancellation)).Rows;
            }
            foreach (var monitor in page) await ApplyAsync(monitor, cancellation);
        }
        while (page.Count == Page);
    }

    private async Task ApplyAsync(DeploymentMonitor monitor, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ApplyRetention>().HandleAsync(monitor, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.RetentionNotApplied(e, monitor.Deployment);
        }
    }
}
