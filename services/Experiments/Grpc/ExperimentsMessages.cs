using Google.Protobuf.WellKnownTypes;
using MlOps.Experiments.Artifacts;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Grpc;

/// <summary>The service's states as the messages of its contract.</summary>
internal static class ExperimentsMessages
{
    public static Wire.Experiment ToMessage(this Experiment experiment) => new()
    {
        Name = experiment.Name,
        Description = experiment.Description,
        Tags = { experiment.Tags },
        CreateTime = experiment.CreatedAt.ToTimestamp(),
        Creator = experiment.CreatedBy,
        Revision = experiment.Revision,
    };

    public static Wire.Run ToMessage(this Run run) => new()
    {
        RunId = run.RunId,
        Experiment = run.Experiment,
        RunName = run.RunName,
        Status = run.Status.ToMessage(),
        StatusMessage = run.StatusMessage,
        StartTime = run.StartedAt.ToTimestamp(),
        EndTime = run.FinishedAt?.ToTimestamp(),
        Creator = run.StartedBy,
        Params = { run.Params },
        Tags = { run.Tags },
        Metrics = { run.Metrics.Values.Select(ToMessage) },
        Inputs = { run.Inputs.Select(ToMessage) },
        Model = run.Model?.ToMessage(),
        Training = run.Training?.ToMessage(),
        Revision = run.Revision,
    };

    public static Wire.RunStatus ToMessage(this RunStatus status) => status switch
    {
        RunStatus.Running => Wire.RunStatus.Running,
        RunStatus.Finished => Wire.RunStatus.Finished,
        RunStatus.Failed => Wire.RunStatus.Failed,
        RunStatus.Killed => Wire.RunStatus.Killed,
        _ => Wire.RunStatus.Unspecified,
    };

    public static Wire.Metric ToMessage(this MetricPoint point) => new()
    {
        Key = point.Key,
        Value = point.Value,
        Step = point.Step,
        Timestamp = point.Timestamp.ToTimestamp(),
    };

    public static Wire.DatasetInput ToMessage(this DatasetInput input) => new()
    {
        Dataset = input.Dataset,
        Version = input.Version,
        Digest = input.Digest,
        Context = input.Context,
    };

    public static Wire.LoggedModel ToMessage(this LoggedModel model) => new()
    {
        Path = model.Path,
        Digest = model.Digest,
        Flavor = model.Flavor,
        SignatureJson = model.SignatureJson,
        InputExampleJson = model.InputExampleJson,
        ReferenceProfileDigest = model.ReferenceProfileDigest,
    };

    public static Wire.TrainingSpec ToMessage(this TrainingPlan plan) => new()
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

    public static Wire.Artifact ToMessage(this ArtifactUploaded uploaded) =>
        new() { Path = uploaded.Path, Digest = uploaded.Digest, SizeBytes = uploaded.SizeBytes };

    public static Wire.Artifact ToMessage(this RunArtifact artifact) =>
        new() { Path = artifact.Path, Digest = artifact.Digest, SizeBytes = artifact.SizeBytes };
}
