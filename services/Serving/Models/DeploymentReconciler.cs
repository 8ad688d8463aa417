using MlOps.Serving.Deployments;

namespace MlOps.Serving.Models;

/// <summary>Brings the models in memory to what is recorded, on this node: after a start, after a promotion, after what another node recorded.</summary>
internal sealed class DeploymentReconciler(
    IServiceScopeFactory scopes, ServedModels served, ModelSwitch modelSwitch, TimeProvider time, ILogger<DeploymentReconciler> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);
    private const int Page = 200;

    private readonly Dictionary<string, DateTimeOffset> failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await RoundAsync(scope.ServiceProvider.GetRequiredService<DeploymentQueries>(), stoppingToken);
            }
            catch (Exception e)
            {
                if (stoppingToken.IsCancellationRequested) return;
                logger.RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(DeploymentQueries deployments, CancellationToken cancellation)
    {
        string? after = null;
        IReadOnlyList<Deployment> page;
        do
        {
            page = await deployments.ListAsync(after, Page, cancellation);
            foreach (var deployment in page) await FollowAsync(deployment, cancellation);
            after = page.Count > 0 ? page[^1].Name : null;
        }
        while (page.Count == Page);
        served.FirstRoundDone();
    }

    private async Task FollowAsync(Deployment deployment, CancellationToken cancellation)
    {
        if (failed.TryGetValue(deployment.Name, out var moment) && time.GetUtcNow() - moment < AfterFailure) return;
        try
        {
            await modelSwitch.FollowAsync(deployment, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            failed[deployment.Name] = time.GetUtcNow();
            logger.NotReconciled(e, deployment.Name);
        }
    }
}
