using Google.Protobuf.WellKnownTypes;
using MlOps.Serving.Deployments;
using V1 = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Wire;

/// <summary>Deployments as the messages of the contract.</summary>
internal static class DeploymentMessages
{
    public static V1.Deployment ToWire(this Deployment deployment)
    {
        var message = new V1.Deployment
        {
            Name = deployment.Name,
            Model = deployment.Model,
            FeatureService = deployment.FeatureService,
            State = deployment.Status.ToWire(),
            StateMessage = deployment.StatusMessage,
            ActiveVersion = deployment.Active?.Version ?? 0,
            ActiveArtifactDigest = deployment.Active?.ArtifactDigest ?? "",
            CreateTime = deployment.CreatedAt.ToTimestamp(),
            Creator = deployment.CreatedBy,
            Revision = deployment.Revision,
        };
        if (deployment.Active?.ValidUntil is { } validUntil) message.ActiveValidUntil = validUntil.ToTimestamp();
        if (deployment.Alias is { } alias) message.Alias = alias;
        else message.Version = deployment.Version ?? 0;
        return message;
    }

    public static V1.DeploymentState ToWire(this DeploymentStatus status) =>
        System.Enum.Parse<V1.DeploymentState>(status.ToString());

    /// <summary>The state that a filter names; null for none.</summary>
    public static DeploymentStatus? FromWire(this V1.DeploymentState state) =>
        System.Enum.TryParse<DeploymentStatus>(state.ToString(), out var named) && System.Enum.IsDefined(named) ? named : null;
}
