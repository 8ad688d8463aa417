using Google.Protobuf.WellKnownTypes;
using MlOps.Serving.Deployments;
using Wire = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Grpc;

/// <summary>Serving's states as the messages of its contract.</summary>
internal static class ServingMessages
{
    public static Wire.Deployment ToMessage(this Deployment deployment)
    {
        var message = new Wire.Deployment
        {
            Name = deployment.Name,
            Model = deployment.Model,
            FeatureService = deployment.FeatureService,
            State = deployment.Status.ToMessage(),
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

    public static Wire.DeploymentState ToMessage(this DeploymentStatus status) =>
        System.Enum.Parse<Wire.DeploymentState>(status.ToString());

    /// <summary>The state that a filter names; null for none.</summary>
    public static DeploymentStatus? FromMessage(this Wire.DeploymentState state) =>
        System.Enum.TryParse<DeploymentStatus>(state.ToString(), out var named) && System.Enum.IsDefined(named) ? named : null;
}
