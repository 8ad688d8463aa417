using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Deployments;

/// <summary>Takes a deployment out of service; its name stays taken, its record stays readable.</summary>
internal sealed class RetireDeployment(Mutations mutations, ModelSwitch modelSwitch)
{
    public async Task<Mutated<Deployment>> HandleAsync(V1.RetireDeploymentRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var retired = await mutations.ApplyAsync<Deployment>(
            Deployment.StreamOf(request.Name), request, (deployment, _) => Decide(deployment, request), cancellation);
        await modelSwitch.FollowAsync(retired.State, cancellation);
        return retired;
    }

    public static IEnumerable<object> Decide(Deployment? state, V1.RetireDeploymentRequest command) =>
        Deployment.Existing(state, command.Name).Status == DeploymentStatus.Retired ? [] : [new DeploymentRetired(command.Name)];
}
