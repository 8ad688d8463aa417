using Google.Protobuf.WellKnownTypes;
using Marten;
using MlOps.Blobs;
using MlOps.EventSourcing;
using MlOps.Runtime;
using MlOps.Serving.Models;

namespace MlOps.Serving.Deployments;

/// <summary>
/// Gives a deployment another model version, which must be approved by the registry's record and must load; if it does not load, only
/// the status changes.
/// </summary>
internal sealed class DeployModelVersion(
    RegistryRecord registry, ModelLoader loader, Mutations mutations, ILogger<DeployModelVersion> logger)
{
    /// <summary>Brings a deployment to what its target names in the registry now: another version, or none that may serve.</summary>
    public async Task<Deployment> FromRegistryAsync(Deployment deployment, CancellationToken cancellation)
    {
        var standing = await registry.AskAsync(deployment.Model, deployment.Alias, deployment.Version, cancellation);
        if (!Concerns(deployment, standing)) return deployment;
        var loadError = await LoadErrorAsync(deployment.Name, standing, cancellation);
        var changed = await mutations.ApplyAsync<Deployment>(
            deployment.Id, new Empty(), (state, _) => Decide(state!, standing, loadError), cancellation);
        return changed.State;
    }

    /// <summary>Deploys a promoted version, as it stands in the registry now, in the transaction of <paramref name="session"/>.</summary>
    public async Task FromPromotionAsync(IDocumentSession session, string deployment, Standing promoted, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Deployment>(Deployment.StreamOf(deployment), cancellation);
        // A version that is not approved any longer lost its approval after the promotion, which is an event of its own.
        if (stream.Aggregate is not { } state || promoted.Approved is null || !Concerns(state, promoted)) return;
        stream.AppendMany(Decide(state, promoted, await LoadErrorAsync(deployment, promoted, cancellation)));
    }

    public static IEnumerable<object> Decide(Deployment deployment, Standing standing, string? loadError)
    {
        if (!Concerns(deployment, standing)) return [];
        var (name, model, revision) = (deployment.Name, deployment.Model, standing.RegistryRevision);
        if (standing.Approved is not { } version)
            return [new ModelVersionUndeployed(name, model, deployment.Active!.Version, standing.Refusal, revision)];
        return loadError is null
            ? [
                new ModelVersionDeployed(
                    name, model, version.Version, deployment.Active?.Version, version.ArtifactDigest, version.ReferenceProfileDigest,
                    deployment.FeatureService, revision, version.ValidUntil),
            ]
            : [new ModelLoadFailed(name, model, version.Version, loadError, revision)];
    }

    /// <summary>A stale answer of the registry, or one that changes nothing, is ignored.</summary>
    public static bool Concerns(Deployment deployment, Standing standing)
    {
        if (deployment.Status == DeploymentStatus.Retired || standing.RegistryRevision <= deployment.RegistryRevision) return false;
        return standing.Approved is { } version
            ? deployment.Status != DeploymentStatus.Ready || deployment.Active != version
            : deployment.Active is not null;
    }

    /// <summary>
    /// The error text if the artifact of an approved version cannot be loaded; null if it can, or there is none. Exceptions that are not
    /// about the artifact, such as of the disk, are rethrown.
    /// </summary>
    public async Task<string?> LoadErrorAsync(string deployment, Standing standing, CancellationToken cancellation)
    {
        if (standing.Approved is not { } version) return null;
        try
        {
            await loader.CheckAsync(version.ArtifactDigest, cancellation);
            return null;
        }
        catch (Exception e) when (e is InvalidModelException or BlobNotFoundException or CorruptBlobException or InvalidDataException)
        {
            logger.LoadFailed(e, standing.Version!.Model, version.Version, deployment);
            return e.Message[..Math.Min(e.Message.Length, Limits.LoadErrorLength)];
        }
    }
}
