using System.Diagnostics;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Cli.Demo;

internal static class ServingStep
{
    public static async Task RunAsync(LifeContext life)
    {
        await Existing.OrCreatedAsync(async () => await life.Engineer.Serving.CreateDeploymentAsync(new CreateDeploymentRequest
        {
            Name = life.Names.Deployment, Model = life.Names.Model, Alias = "champion", FeatureService = life.Names.FeatureService,
        }, cancellationToken: life.Cancellation));

        var deployment = await Until.HoldsAsync(
            async () => await life.Engineer.Serving.GetDeploymentAsync(
                new GetDeploymentRequest { Name = life.Names.Deployment }, cancellationToken: life.Cancellation),
            deployment => deployment.State == DeploymentState.Failed
                || (deployment.State == DeploymentState.Ready && deployment.ActiveVersion == life.ModelVersion),
            "the champion is loaded", life.Cancellation);
        if (deployment.State == DeploymentState.Failed)
            throw new CommandFailedException($"The model did not load: {deployment.StateMessage}");
        Narrator.Happened(
            $"deployment {deployment.Name} serves {deployment.Model}@{deployment.ActiveVersion}, {deployment.ActiveArtifactDigest}");
    }
}
