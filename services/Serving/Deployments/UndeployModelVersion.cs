using Google.Protobuf.WellKnownTypes;
using Marten;
using MlOps.EventSourcing;

namespace MlOps.Serving.Deployments;

/// <summary>Takes the version away that a deployment answers with, because it may serve no longer.</summary>
internal sealed class UndeployModelVersion(Mutations mutations)
{
    /// <summary>
    /// Applies an event of the registry in the transaction of <paramref name="session"/>: <paramref name="version"/> lost its approval
    /// or, where that is null, the deployment's alias was removed.
    /// </summary>
    public static async Task FromLossAsync(
        IDocumentSession session, string deployment, long? version, string reason, long revision, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Deployment>(Deployment.StreamOf(deployment), cancellation);
        if (stream.Aggregate is { } state) stream.AppendMany(Decide(state, version, reason, revision));
    }

    /// <summary>Undeploys a version whose approval has expired; returns the deployment as it is then.</summary>
    public async Task<Deployment> ExpiredAsync(Deployment deployment, CancellationToken cancellation)
    {
        var expired = await mutations.ApplyAsync<Deployment>(
            deployment.Id, new Empty(), (state, now) => DecideExpired(state!, now), cancellation);
        return expired.State;
    }

    public static IEnumerable<object> Decide(Deployment deployment, long? version, string reason, long revision)
    {
        if (deployment is not { Status: not DeploymentStatus.Retired, Active: { } active }) return [];
        if (revision <= deployment.RegistryRevision || (version is { } lost && lost != active.Version)) return [];
        return [new ModelVersionUndeployed(deployment.Name, deployment.Model, active.Version, reason, revision)];
    }

    public static IEnumerable<object> DecideExpired(Deployment deployment, DateTimeOffset now) =>
        deployment is { Status: not DeploymentStatus.Retired, Active: { } active } && active.HasExpired(now)
            ? [
                new ModelVersionUndeployed(
                    deployment.Name, deployment.Model, active.Version, $"its approval expired at {active.ValidUntil:O}",
                    deployment.RegistryRevision),
            ]
            : [];
}
