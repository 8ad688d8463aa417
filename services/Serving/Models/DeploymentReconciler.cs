using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Deployments;

namespace MlOps.Serving.Models;

/// <summary>
/// Brings the models in memory to what is recorded, on this node: after a start, after a swap, after a retirement. Also asks
/// the registry again for deployments that are still without a version.
/// </summary>
internal sealed class DeploymentReconciler(
    IServiceScopeFactory scopes, ServedModels served, ModelSwitch modelSwitch, ServiceIdentity identity, TimeProvider time,
    ILogger<DeploymentReconciler> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(5);
    private const int Page = 200;

    private readonly Dictionary<string, DateTimeOffset> asked = [];
    private readonly Dictionary<string, DateTimeOffset> failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        do
        {
            using var acting = identity.Act();
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await RoundAsync(scope.ServiceProvider, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var deployments = services.GetRequiredService<DeploymentQueries>();
        string? after = null;
        IReadOnlyList<Deployment> page;
        do
        {
            page = await deployments.ListAsync(after, Page, cancellation);
            foreach (var deployment in page) await ReconcileAsync(services, deployment, cancellation);
            after = page.Count > 0 ? page[^1].Name : null;
        }
        while (page.Count == Page);
        served.FirstRoundDone();
    }

    private async Task ReconcileAsync(IServiceProvider services, Deployment deployment, CancellationToken cancellation)
    {
        if (Within(AfterFailure, failed, deployment)) return;
        try
        {
            if (deployment is { Status: not DeploymentStatus.Retired, Active: null } && !Within(BetweenQuestions, asked, deployment))
            {
                asked[deployment.Name] = time.GetUtcNow();
                deployment = await services.GetRequiredService<DeployModelVersion>().FromRegistryAsync(deployment, cancellation);
            }
            await modelSwitch.FollowAsync(deployment, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            failed[deployment.Name] = time.GetUtcNow();
            logger.NotReconciled(e, deployment.Name);
        }
    }

    private bool Within(TimeSpan span, Dictionary<string, DateTimeOffset> moments, Deployment deployment) =>
        moments.TryGetValue(deployment.Name, out var moment) && time.GetUtcNow() - moment < span;
}
