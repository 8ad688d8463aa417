using System.Collections.Concurrent;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Models;

namespace MlOps.Serving.Deployments;

/// <summary>
/// Reconciles this node with a recorded deployment of the caller's workspace: its version is in memory and answers, or nothing does.
/// </summary>
internal sealed class ModelSwitch(
    ServedModels served, ModelLoader loader, FeatureServices features, ServiceIdentity identity, TimeProvider time,
    ILogger<ModelSwitch> logger) : IDisposable
{
    private readonly ConcurrentDictionary<ScopedName, long> followed = new();
    private readonly SemaphoreSlim oneAtATime = new(1);

    public async Task FollowAsync(Deployment deployment, CancellationToken cancellation)
    {
        var key = ScopedName.Of(deployment.Name);
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            // Stale reads are ignored.
            if (followed.GetValueOrDefault(key) > deployment.Revision) return;
            if (deployment.Status == DeploymentStatus.Retired) served.Remove(key);
            else await ServeAsync(key, deployment, deployment.Active, cancellation);
            followed[key] = deployment.Revision;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>
    /// Read your writes: before a caller is told of a deployment, it answers on this node as it is recorded. A model that cannot be
    /// loaded now is left to the reconciler.
    /// </summary>
    public async Task ServeAsync(Deployment deployment, CancellationToken cancellation)
    {
        if (followed.GetValueOrDefault(ScopedName.Of(deployment.Name)) >= deployment.Revision) return;
        try
        {
            await FollowAsync(deployment, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.NotReconciled(e, $"{ScopedName.Of(deployment.Name)}");
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task ServeAsync(ScopedName key, Deployment deployment, ActiveVersion? active, CancellationToken cancellation)
    {
        served.Know(key);
        if (active is null || active.HasExpired(time.GetUtcNow())) served.Unserve(key);
        else if (!served.Serves(key, active.Version, active.ValidUntil)) await LoadAsync(key, deployment, active, cancellation);
    }

    private async Task LoadAsync(ScopedName key, Deployment deployment, ActiveVersion active, CancellationToken cancellation)
    {
        // On Serving's own account: whoever's request made this node look need not see the feature services.
        var caller = Caller.Current;
        using var acting = identity.Act(caller.CorrelationId, caller.CausationId, caller.Workspace);
        var lookup = deployment.FeatureService.Length == 0 ? null : await features.ResolveAsync(deployment.FeatureService, cancellation);
        var loaded = await loader.LoadAsync(active.ArtifactDigest, cancellation);
        served.Swap(new ServedModel(key, deployment.Model, active.Version, loaded, lookup, active.ValidUntil));
        logger.Swapped(key.ToString(), deployment.Model, active.Version);
    }
}
