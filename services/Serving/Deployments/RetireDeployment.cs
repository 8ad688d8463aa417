using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Models;
using Wire = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Deployments;

/// <summary>Takes a deployment out of service; its name stays taken, its record stays readable.</summary>
internal sealed class RetireDeployment(Mutations mutations, ModelSwitch modelSwitch)
{
    public async Task<Mutated<Deployment>> HandleAsync(Wire.RetireDeploymentRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        faults.Name(request.Name, "name");
        faults.Length(request.Reason, "reason", 2000);
        faults.ThrowIfAny();
        var retired = await mutations.ApplyAsync<Deployment>(
            Deployment.StreamOf(request.Name), request, (deployment, _) => Decide(deployment, request), cancellation);
        await modelSwitch.FollowAsync(retired.State, cancellation);
        return retired;
    }

    public static object[] Decide(Deployment? state, Wire.RetireDeploymentRequest command) =>
        Deployment.Existing(state, command.Name).Status == DeploymentStatus.Retired ? [] : [new DeploymentRetired(command.Name)];
}
