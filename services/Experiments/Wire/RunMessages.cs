using Google.Protobuf.WellKnownTypes;
using MlOps.Experiments.Artifacts;
using MlOps.Experiments.Tracking;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Wire;

/// <summary>Runs as the messages of the contract.</summary>
internal static class RunMessages
{
    public static V1.Run ToWire(this Run run) => new()
    {
        RunId = run.RunId,
        Experiment = run.Experiment,
        RunName = run.RunName,
        Status = run.Status.ToWire(),
        StatusMessage = run.StatusMessage,
        StartTime = run.StartedAt.ToTimestamp(),
        EndTime = run.FinishedAt?.ToTimestamp(),
        Creator = run.StartedBy,
        Owner = run.Owner ?? "",
        Params = { run.Params },
        Tags = { run.Tags },
        Metrics = { run.Metrics.Values.Select(ToWire) },
        Inputs = { run.Inputs.Select(ToWire) },
        Model = run.Model?.ToWire(),
        Training = run.Training?.ToWire(),
        Revision = run.Revision,
        Archived = run.Archived,
    };

    public static V1.RunStatus ToWire(this RunStatus status) => System.Enum.Parse<V1.RunStatus>(status.ToString());

    /// <summary>The status that a filter names; null for none.</summary>
    public static RunStatus? FromWire(this V1.RunStatus status) =>
        System.Enum.TryParse<RunStatus>(status.ToString(), out var named) && System.Enum.IsDefined(named) ? named : null;

    public static V1.Metric ToWire(this MetricPoint point) => new()
    {
        Key = point.Key,
        Value = point.Value,
        Step = point.Step,
        Timestamp = point.Timestamp.ToTimestamp(),
    };

    public static V1.DatasetInput ToWire(this DatasetInput input) => new()
    {
        Dataset = input.Dataset,
        Version = input.Version,
        Digest = input.Digest,
        Context = input.Context,
    };

    public static V1.TrainingSpec ToWire(this TrainingPlan plan) => new()
    {
        Dataset = plan.Dataset,
        Version = plan.Version,
        Algorithm = plan.Algorithm,
        Hyperparameters = { plan.Hyperparameters },
        Rounds = plan.Rounds,
        Features = { plan.Features },
        Label = plan.Label,
        OrderBy = plan.OrderBy,
        TrainFraction = plan.TrainFraction,
        Seed = plan.Seed,
        CodeVersion = plan.CodeVersion,
    };

    public static V1.Artifact ToWire(this ArtifactUploaded uploaded) =>
        new() { Path = uploaded.Path, Digest = uploaded.Digest, SizeBytes = uploaded.SizeBytes };

    public static V1.Artifact ToWire(this RunArtifact artifact) =>
        new() { Path = artifact.Path, Digest = artifact.Digest, SizeBytes = artifact.SizeBytes };
}
