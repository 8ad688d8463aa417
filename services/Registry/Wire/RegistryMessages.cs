using Google.Protobuf.WellKnownTypes;
using MlOps.Registry.Gates;
using MlOps.Registry.Models;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Wire;

/// <summary>The registry's states as the messages of its contract.</summary>
internal static class RegistryMessages
{
    public static V1.RegisteredModel ToWire(this RegisteredModel model)
    {
        var message = new V1.RegisteredModel
        {
            Name = model.Name,
            Description = model.Description,
            LatestVersion = model.LatestVersion,
            CreateTime = model.RegisteredAt.ToTimestamp(),
            Creator = model.RegisteredBy,
            Revision = model.Revision,
            Archived = model.Archived,
        };
        message.Tags.Add(model.Tags);
        foreach (var rule in model.Gates.Values)
        {
            if (rule.Gate is { } gate) message.Gates.Add(gate.ToWire(rule.ChangedBy, rule.ChangedAt));
            else message.RemovedGates.Add(rule.Earlier.Select(earlier => earlier.ToWire(rule.ChangedBy, rule.ChangedAt)));
        }
        message.Aliases.Add(model.Aliases);
        return message;
    }

    /// <summary>A version as it stands at a moment.</summary>
    public static V1.ModelVersion ToWire(this ModelVersionDetails version, DateTimeOffset now)
    {
        var made = version.Made;
        var review = version.Review;
        var message = new V1.ModelVersion
        {
            Model = version.Model,
            Version = version.Number,
            RunId = made.RunId,
            RunAuthor = made.RunAuthor,
            Experiment = made.Experiment,
            ArtifactDigest = made.ArtifactDigest,
            Flavor = made.Flavor,
            Signature = made.Signature.ToWire(),
            InputExample = made.InputExample?.ToWire(),
            ReferenceProfileDigest = made.ReferenceProfileDigest,
            TrainingDataset = made.TrainingDataset,
            TrainingDatasetVersion = made.TrainingDatasetVersion,
            TrainingDatasetDigest = made.TrainingDatasetDigest,
            Description = version.Description,
            Approval = review.StateAt(now).ToWire(),
            ApprovalRequestedBy = review.RequestedBy,
            ApprovalDecidedBy = review.DecidedBy,
            ApprovalReason = review.Reason,
            ApprovalValidUntil = review.ValidUntil?.ToTimestamp(),
            CreateTime = made.CreatedAt.ToTimestamp(),
            Creator = made.CreatedBy,
        };
        message.Metrics.Add(made.Metrics);
        message.Params.Add(made.Params);
        message.Tags.Add(version.Tags);
        message.ApprovalRequesters.Add(review.Requesters);
        message.GateResults.Add(review.GateResults.Select(ToWire));
        message.Aliases.Add(version.Aliases);
        return message;
    }

    public static V1.ApprovalState ToWire(this ApprovalState state) => System.Enum.Parse<V1.ApprovalState>(state.ToString());

    /// <summary>The state that a filter names; null for none.</summary>
    public static ApprovalState? FromWire(this V1.ApprovalState state) =>
        System.Enum.TryParse<ApprovalState>(state.ToString(), out var named) && System.Enum.IsDefined(named) ? named : null;

    public static V1.Gate ToWire(this Gate gate, string changedBy, DateTimeOffset changedAt) => new()
    {
        Name = gate.Name,
        Kind = gate.Kind,
        Parameters = { gate.Parameters },
        ChangedBy = changedBy,
        ChangeTime = changedAt.ToTimestamp(),
    };

    public static V1.GateResult ToWire(this GateResult result)
    {
        var message = new V1.GateResult
        {
            Gate = result.Gate.ToWire(result.ChangedBy, result.ChangedAt),
            Passed = result.Passed,
            Explanation = result.Explanation,
            Superseded = result.Superseded,
            Required = result.Required,
        };
        if (result.Value is { } value) message.Value = value;
        return message;
    }

    public static V1.GateKind ToWire(this IGateKind kind) => new()
    {
        Kind = kind.Kind,
        Description = kind.Description,
        Parameters =
        {
            kind.Parameters.Select(parameter => new V1.GateParameter
            {
                Name = parameter.Name, Description = parameter.Description, Required = parameter.Required,
            }),
        },
    };
}
