using Google.Protobuf.WellKnownTypes;
using MlOps.Registry.Models;
using Wire = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Grpc;

/// <summary>The registry's states as the messages of its contract.</summary>
internal static class RegistryMessages
{
    public static Wire.RegisteredModel ToMessage(this RegisteredModel model)
    {
        var message = new Wire.RegisteredModel
        {
            Name = model.Name,
            Description = model.Description,
            LatestVersion = model.Versions.Count,
            CreateTime = model.RegisteredAt.ToTimestamp(),
            Creator = model.RegisteredBy,
            Revision = model.Revision,
        };
        message.Tags.Add(model.Tags);
        message.Gates.Add(model.Gates.Values.Select(ToMessage));
        message.Aliases.Add(model.Aliases);
        return message;
    }

    public static Wire.ModelVersion ToMessage(this ModelVersionDetails version)
    {
        var made = version.Made;
        var message = new Wire.ModelVersion
        {
            Model = version.Model,
            Version = version.Number,
            RunId = made.RunId,
            Experiment = made.Experiment,
            ArtifactDigest = made.ArtifactDigest,
            Flavor = made.Flavor,
            SignatureJson = made.SignatureJson,
            InputExampleJson = made.InputExampleJson,
            ReferenceProfileDigest = made.ReferenceProfileDigest,
            TrainingDataset = made.TrainingDataset,
            TrainingDatasetVersion = made.TrainingDatasetVersion,
            TrainingDatasetDigest = made.TrainingDatasetDigest,
            Description = made.Description,
            Approval = (Wire.ApprovalState)(version.Review.State + 1),
            ApprovalRequestedBy = version.Review.RequestedBy,
            ApprovalDecidedBy = version.Review.DecidedBy,
            ApprovalReason = version.Review.Reason,
            CreateTime = made.CreatedAt.ToTimestamp(),
            Creator = made.CreatedBy,
        };
        message.Metrics.Add(made.Metrics);
        message.Params.Add(made.Params);
        message.Tags.Add(made.Tags);
        message.GateResults.Add(version.Review.GateResults.Select(ToMessage));
        message.Aliases.Add(version.Aliases);
        return message;
    }

    public static Wire.Gate ToMessage(this Gate gate) => new()
    {
        Name = gate.Name,
        Metric = gate.Metric,
        Comparison = (Wire.Comparison)(gate.Comparison + 1),
        Threshold = gate.Threshold,
    };

    public static Wire.GateResult ToMessage(this GateResult result) => new()
    {
        Gate = result.Gate.ToMessage(),
        Value = result.Value ?? double.NaN,
        Passed = result.Passed,
    };
}
