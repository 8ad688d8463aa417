using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Marten;
using MlOps.Contracts.Registry.V1;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Blobs;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.Serving.Models;

namespace MlOps.Serving.Deployments;

/// <summary>Gives a deployment another model version: load it first, then record that it serves; what does not load changes nothing but the status.</summary>
internal sealed class DeployModelVersion(ModelRegistry.ModelRegistryClient registry, ModelLoader loader, Mutations mutations, ILogger<DeployModelVersion> logger)
{
    /// <summary>Deploys what the deployment's target names in the registry now; nothing if the alias or version is not there yet.</summary>
    public async Task<Deployment> FromRegistryAsync(Deployment deployment, CancellationToken cancellation)
    {
        if (await CandidateAsync(deployment, cancellation) is not { } candidate || !Concerns(deployment, candidate)) return deployment;
        var loadError = await CheckAsync(deployment, candidate, cancellation);
        return (await mutations.ApplyAsync<Deployment>(deployment.Id, new Empty(), (state, _) => Decide(state!, candidate, loadError), cancellation)).State;
    }

    /// <summary>Deploys a promoted version in the transaction of <paramref name="session"/>.</summary>
    public async Task FromPromotionAsync(IDocumentSession session, string deployment, Candidate candidate, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Deployment>(Deployment.StreamOf(deployment), cancellation);
        if (stream.Aggregate is not { } state || !Concerns(state, candidate)) return;
        stream.AppendMany(Decide(state, candidate, await CheckAsync(state, candidate, cancellation)));
    }

    public static object[] Decide(Deployment deployment, Candidate candidate, string? loadError)
    {
        if (!Concerns(deployment, candidate)) return [];
        return loadError is null
            ? [new ModelVersionDeployed(deployment.Name, deployment.Model, candidate.Version, deployment.Active?.Version, candidate.ArtifactDigest, candidate.ReferenceProfileDigest, deployment.FeatureService, candidate.RegistryRevision)]
            : [new ModelLoadFailed(deployment.Name, deployment.Model, candidate.Version, loadError, candidate.RegistryRevision)];
    }

    /// <summary>An older word of the registry, or one that says what is so already, changes nothing.</summary>
    public static bool Concerns(Deployment deployment, Candidate candidate) =>
        deployment.Status != DeploymentStatus.Retired
        && candidate.RegistryRevision > deployment.RegistryRevision
        && (deployment.Status != DeploymentStatus.Ready || deployment.Active?.Version != candidate.Version);

    private async Task<Candidate?> CandidateAsync(Deployment deployment, CancellationToken cancellation)
    {
        try
        {
            // The revision is taken first: it may be older than the version that is read then, never newer.
            var model = await registry.GetModelAsync(new GetModelRequest { Name = deployment.Model }, cancellationToken: cancellation);
            var version = deployment.Version ?? (model.Aliases.TryGetValue(deployment.Alias ?? "", out var named) ? named : 0);
            if (version == 0) return null;
            var found = await registry.GetModelVersionAsync(new GetModelVersionRequest { Model = deployment.Model, Version = version }, cancellationToken: cancellation);
            return new Candidate(version, found.ArtifactDigest, found.ReferenceProfileDigest, model.Revision);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The error text if the artifact cannot be loaded; null if it can. Faults of the machine are not the artifact's and go on up.</summary>
    private async Task<string?> CheckAsync(Deployment deployment, Candidate candidate, CancellationToken cancellation)
    {
        try
        {
            await loader.CheckAsync(candidate.ArtifactDigest, cancellation);
            return null;
        }
        catch (Exception e) when (e is InvalidModelException or BlobNotFoundException or CorruptBlobException or InvalidDataException)
        {
            logger.LoadFailed(e, deployment.Model, candidate.Version, deployment.Name);
            return e.Message;
        }
    }
}

/// <summary>A version that the registry named, as of a revision of the model.</summary>
internal sealed record Candidate(long Version, string ArtifactDigest, string ReferenceProfileDigest, long RegistryRevision);
