using MlOps.Contracts;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Models;
using V1 = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Deployments;

/// <summary>Creates a deployment together with the version that its target names now; an alias may come to name one later.</summary>
internal sealed class CreateDeployment(
    Mutations mutations, RegistryRecord registry, DeployModelVersion deploy, FeatureServices features, ModelSwitch modelSwitch)
{
    public async Task<Mutated<Deployment>> HandleAsync(V1.CreateDeploymentRequest request, CancellationToken cancellation)
    {
        Check(request);
        var created = await mutations.RepeatedAsync<Deployment>(request, cancellation) ?? await CreateAsync(request, cancellation);
        // A promotion or withdrawal since the registry was asked is found by the reconciler, which checks the new deployment.
        await modelSwitch.ServeAsync(created.State, cancellation);
        return created;
    }

    public static IEnumerable<object> Decide(
        Deployment? deployment, V1.CreateDeploymentRequest command, Standing standing, string? loadError, string actor,
        DateTimeOffset now)
    {
        if (deployment is not null) throw new AlreadyExistsException("deployment", command.Name);
        if (standing.ModelArchived)
            throw new RuleBrokenException("model-archived", command.Model, $"The model {command.Model} is archived.");
        if (standing is { Version: { } version, Approved: null })
        {
            throw new RuleBrokenException(
                "version-approved", $"{command.Model}/{version.Version}", $"Version {version.Version} cannot serve: {standing.Refusal}.");
        }

        var created = new DeploymentCreated(
            command.Name, command.Model, command.HasAlias ? command.Alias : null, command.HasVersion ? command.Version : null,
            command.FeatureService, actor, now);
        return [created, .. DeployModelVersion.Decide(Deployment.Create(created), standing, loadError)];
    }

    private async Task<Mutated<Deployment>> CreateAsync(V1.CreateDeploymentRequest request, CancellationToken cancellation)
    {
        if (request.FeatureService.Length > 0) await features.ResolveAsync(request.FeatureService, cancellation);
        var standing = await registry.AskAsync(
            request.Model, request.HasAlias ? request.Alias : null, request.HasVersion ? request.Version : null, cancellation);
        var loadError = await deploy.LoadErrorAsync(request.Name, standing, cancellation);
        var actor = Caller.Current.Subject;
        return await mutations.ApplyAsync<Deployment>(
            Deployment.StreamOf(request.Name), request,
            (deployment, now) => Decide(deployment, request, standing, loadError, actor, now), cancellation);
    }

    private static void Check(V1.CreateDeploymentRequest request)
    {
        var faults = new Faults().Name(request.Name, "name").Name(request.Model, "model");
        faults.Require(request.HasAlias || request.HasVersion, "alias", "an alias or a version is required");
        if (request.HasAlias && Aliases.FaultOf(request.Alias) is { } fault) faults.Require(false, "alias", fault);
        if (request.HasVersion) faults.Require(request.Version > 0, "version", "must be greater than 0");
        if (request.FeatureService.Length > 0) faults.Name(request.FeatureService, "feature_service");
        faults.ThrowIfAny();
    }
}
