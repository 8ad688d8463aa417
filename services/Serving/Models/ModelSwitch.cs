using MlOps.Serving.Deployments;

namespace MlOps.Serving.Models;

/// <summary>Brings this node to what is recorded of a deployment: its version is in memory and answers, or nothing does.</summary>
internal sealed class ModelSwitch(ServedModels served, ModelLoader loader, FeatureLookups lookups, ILogger<ModelSwitch> logger) : IDisposable
{
    private readonly Dictionary<string, long> followed = [];
    private readonly SemaphoreSlim oneAtATime = new(1);

    public async Task FollowAsync(Deployment deployment, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            // Whoever read the record before somebody else changed it comes too late.
            if (followed.GetValueOrDefault(deployment.Name) > deployment.Revision) return;
            if (deployment.Status == DeploymentStatus.Retired) served.Remove(deployment.Name);
            else served.Know(deployment.Name);
            if (deployment is { Status: not DeploymentStatus.Retired, Active: { } active } && !served.Serves(deployment.Name, active.Version))
                await LoadAsync(deployment, active, cancellation);
            followed[deployment.Name] = deployment.Revision;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>
    /// For who is about to be told that a version serves: it answers on this node then. What cannot be loaded now is left to
    /// the rounds over all deployments.
    /// </summary>
    public async Task ServeAsync(Deployment deployment, CancellationToken cancellation)
    {
        if (deployment is not { Status: DeploymentStatus.Ready, Active: { } active } || served.Serves(deployment.Name, active.Version)) return;
        try
        {
            await FollowAsync(deployment, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.NotReconciled(e, deployment.Name);
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task LoadAsync(Deployment deployment, ActiveVersion active, CancellationToken cancellation)
    {
        var lookup = deployment.FeatureService.Length == 0 ? null : await lookups.ResolveAsync(deployment.FeatureService, cancellation);
        var loaded = await loader.LoadAsync(active.ArtifactDigest, cancellation);
        served.Swap(new ServedModel(deployment.Name, deployment.Model, active.Version, loaded, lookup));
        logger.Swapped(deployment.Name, deployment.Model, active.Version);
    }
}
