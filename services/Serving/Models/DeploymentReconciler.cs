using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Deployments;

namespace MlOps.Serving.Models;

/// <summary>
/// Brings the models in memory to what is recorded, on this node: after a start, after a swap, after a retirement. Also asks
/// the registry again for deployments that are still without a version.
/// </summary>
internal sealed class DeploymentReconciler(
    IServiceScopeFactory scopes, ServedModels served, ModelLoader loader, FeatureLookups lookups, ServiceIdentity identity, TimeProvider time,
    ILogger<DeploymentReconciler> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);
    private const int PendingEvery = 50;
    private const int Page = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        var round = 0;
        do
        {
            using var acting = identity.Act();
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                await RoundAsync(scope.ServiceProvider, askRegistry: round++ % PendingEvery == 0, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(IServiceProvider services, bool askRegistry, CancellationToken cancellation)
    {
        var deployments = services.GetRequiredService<DeploymentQueries>();
        string? after = null;
        IReadOnlyList<Deployment> page;
        do
        {
            page = await deployments.ListAsync(after, Page, cancellation);
            foreach (var deployment in page) await ReconcileAsync(services, deployment, askRegistry, cancellation);
            after = page.Count > 0 ? page[^1].Name : null;
        }
        while (page.Count == Page);
        served.FirstRoundDone();
    }

    private async Task ReconcileAsync(IServiceProvider services, Deployment deployment, bool askRegistry, CancellationToken cancellation)
    {
        try
        {
            if (deployment.Status == DeploymentStatus.Retired) served.Remove(deployment.Name);
            else if (deployment.Active is { } active) await ServeAsync(deployment, active, cancellation);
            else if (askRegistry) await services.GetRequiredService<DeployModelVersion>().FromRegistryAsync(deployment, cancellation);
            served.Know(deployment.Name, deployment.Status != DeploymentStatus.Retired);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.NotReconciled(e, deployment.Name);
        }
    }

    private async Task ServeAsync(Deployment deployment, ActiveVersion active, CancellationToken cancellation)
    {
        if (served.Serves(deployment.Name, active.Version)) return;
        var loaded = await loader.LoadAsync(active.ArtifactDigest, cancellation);
        var lookup = deployment.FeatureService.Length == 0 ? null : await lookups.ResolveAsync(deployment.FeatureService, loaded.Model.Signature, cancellation);
        served.Swap(new ServedModel(deployment.Name, deployment.Model, active.Version, loaded, lookup));
        logger.Swapped(deployment.Name, deployment.Model, active.Version);
    }
}
