using System.Globalization;
using Grpc.Core;
using MlOps.Contracts.Registry.V1;

namespace MlOps.Cli.Demo;

internal static class RegistryStep
{
    public static async Task RunAsync(LifeContext life)
    {
        await Existing.OrCreatedAsync(async () => await life.Engineer.Registry.RegisterModelAsync(
            new RegisterModelRequest { Name = life.Names.Model, Description = "Rentals in the coming hour" },
            cancellationToken: life.Cancellation));
        // Whoever defines a gate cannot loosen it for their own versions, so it is the approver's.
        await life.Approver.Registry.DefineGateAsync(new DefineGateRequest
        {
            Model = life.Names.Model,
            Gate = new Gate
            {
                Name = "beats-the-mean",
                Kind = "metric",
                Parameters =
                {
                    ["metric"] = "test_rmse", ["comparison"] = "less-than",
                    ["threshold"] = life.Summary.BaselineRmse.ToString("R", CultureInfo.InvariantCulture),
                },
            },
            Reason = "A model must beat the mean by weekday and hour.",
        }, cancellationToken: life.Cancellation);
        var version = await life.Engineer.Registry.CreateModelVersionAsync(
            new CreateModelVersionRequest { Model = life.Names.Model, RunId = life.RunId }, cancellationToken: life.Cancellation);
        life.ModelVersion = version.Version;
        life.Summary.ModelVersion = $"{version.Model}@{version.Version}";
        Narrator.Happened($"{version.Model}@{version.Version} from run {version.RunId}, {version.ArtifactDigest}");

        version = await life.Engineer.Registry.RequestApprovalAsync(new RequestApprovalRequest
        {
            Model = life.Names.Model, Version = life.ModelVersion, Reason = "Better than the mean by far.",
        }, cancellationToken: life.Cancellation);
        foreach (var result in version.GateResults.Where(result => !result.Superseded))
            Narrator.Happened($"gate {result.Gate.Name}, set by {result.Gate.ChangedBy}: {result.Explanation}");
        await RefusesTheSamePersonAsync(life);

        version = await life.Approver.Registry.ApproveModelVersionAsync(new ApproveModelVersionRequest
        {
            Model = life.Names.Model, Version = life.ModelVersion, Reason = "Checked the metrics and the data.",
        }, cancellationToken: life.Cancellation);
        Narrator.Happened($"approved by {version.ApprovalDecidedBy}, requested by {version.ApprovalRequestedBy}");
        await life.Engineer.Registry.PromoteModelVersionAsync(new PromoteModelVersionRequest
        {
            Model = life.Names.Model, Version = life.ModelVersion, Alias = "champion", Reason = "First approved version of this run.",
        }, cancellationToken: life.Cancellation);
        Narrator.Happened($"champion → {life.Names.Model}@{life.ModelVersion}");
    }

    private static async Task RefusesTheSamePersonAsync(LifeContext life)
    {
        try
        {
            await life.Admin.As(await life.TokenAsync("ada", "engineer", "approver")).Registry.ApproveModelVersionAsync(
                new ApproveModelVersionRequest { Model = life.Names.Model, Version = life.ModelVersion },
                cancellationToken: life.Cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            Narrator.Happened($"ada may not approve what ada asked for: {e.Status.Detail}");
            return;
        }
        throw new CommandFailedException("The requester could approve the version.");
    }
}
