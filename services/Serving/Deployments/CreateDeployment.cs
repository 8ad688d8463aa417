using Grpc.Core;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Models;
using Wire = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Deployments;

/// <summary>Creates a deployment, then loads the version that its target names now, if there is one.</summary>
internal sealed class CreateDeployment(
    Mutations mutations, DeployModelVersion deploy, FeatureLookups lookups, ModelSwitch modelSwitch, ILogger<CreateDeployment> logger)
{
    private const int AliasLength = 255;

    public async Task<Mutated<Deployment>> HandleAsync(Wire.CreateDeploymentRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        faults.Name(request.Name, "name");
        faults.Name(request.Model, "model");
        faults.Require(request.TargetCase != Wire.CreateDeploymentRequest.TargetOneofCase.None, "alias", "an alias or a version is required");
        if (request.HasAlias) faults.Require(request.Alias.Length is > 0 and <= AliasLength, "alias", $"must have 1 to {AliasLength} characters");
        if (request.HasVersion) faults.Require(request.Version > 0, "version", "must be greater than 0");
        if (request.FeatureService.Length > 0) faults.Name(request.FeatureService, "feature_service");
        faults.ThrowIfAny();
        if (request.FeatureService.Length > 0) await lookups.ResolveAsync(request.FeatureService, cancellation);

        var actor = Caller.Current.Subject;
        var created = await mutations.ApplyAsync<Deployment>(
            Deployment.StreamOf(request.Name), request, (deployment, now) => Decide(deployment, request, actor, now), cancellation);
        return created with { State = await ServeAsync(created.State, cancellation) };
    }

    public static object[] Decide(Deployment? deployment, Wire.CreateDeploymentRequest command, string actor, DateTimeOffset now) =>
        deployment is null
            ? [new DeploymentCreated(command.Name, command.Model, command.HasAlias ? command.Alias : null, command.HasVersion ? command.Version : null, command.FeatureService, actor, now)]
            : throw new AlreadyExistsException("deployment", command.Name);

    private async Task<Deployment> ServeAsync(Deployment deployment, CancellationToken cancellation)
    {
        try
        {
            await modelSwitch.FollowAsync(deployment, cancellation);
            // Asking only after the deployment is recorded leaves no gap: a promotion before this is in the registry's answer, one after it comes as an event.
            var current = await deploy.FromRegistryAsync(deployment, cancellation);
            await modelSwitch.FollowAsync(current, cancellation);
            return current;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            // It exists, and is pending; the rounds over all deployments ask again.
            logger.NotReconciled(e, deployment.Name);
            return deployment;
        }
    }
}
