using Marten;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Wire;
using MlOps.Operations;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Kafka;

/// <summary>Published events: stored event → wire event on <see cref="Topics.Experiments"/>, by stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Experiments)
        .Add<ExperimentCreated>("experiment_created", e => new V1.ExperimentCreated
        {
            Experiment = e.Data.Experiment, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<ExperimentUpdated>("experiment_updated", e => new V1.ExperimentUpdated
        {
            Experiment = e.Data.Experiment, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<ExperimentArchived>("experiment_archived", e => new V1.ExperimentArchived { Experiment = e.Data.Experiment })
        .Add<RunStarted>("run_started", e => new V1.RunStarted
        {
            RunId = e.Data.RunId,
            Experiment = e.Data.Experiment,
            RunName = e.Data.RunName,
            Tags = { e.Data.Tags },
            Inputs = { e.Data.Inputs.Select(RunMessages.ToWire) },
        })
        .Add<RunUpdated>("run_updated", e => new V1.RunUpdated { RunId = e.Data.RunId, RunName = e.Data.RunName, Tags = { e.Data.Tags } })
        .Add<RunArchived>("run_archived", e => new V1.RunArchived { RunId = e.Data.RunId })
        .Add<RunDataLogged>("run_data_logged", e => new V1.RunDataLogged
        {
            RunId = e.Data.RunId,
            Params = { e.Data.Params.Select(param => new V1.Param { Key = param.Key, Value = param.Value }) },
            Tags = { e.Data.Tags },
        })
        .Add<MetricsLogged>("metrics_logged", e => new V1.MetricsLogged
        {
            RunId = e.Data.RunId,
            Latest = { e.Data.Latest.Select(RunMessages.ToWire) },
            PointCount = e.Data.PointCount,
            ContentDigest = e.Data.ContentDigest,
        })
        .Add<ArtifactUploaded>("artifact_uploaded", e => new V1.ArtifactUploaded { RunId = e.Data.RunId, Artifact = e.Data.ToWire() })
        .Add<TrainingStarted>("training_started", e => new V1.TrainingStarted
        {
            RunId = e.Data.RunId, Spec = e.Data.Plan.ToWire(), DatasetDigest = e.Data.Plan.DatasetDigest,
        })
        .Add<ModelLogged>("model_logged", e => new V1.ModelLogged { RunId = e.Data.RunId, Model = e.Data.Model.ToWire() })
        // None of the fields of RunFinished changes after the run's end, so the latest state is consistent with the event.
        .AddAsync<RunFinished>("run_finished", async (e, session, cancellation) => Finished(
            await session.LoadAsync<Run>(e.StreamKey!, cancellation)
            ?? throw new InvalidOperationException($"{e.StreamKey} has no state.")))
        .AddOperations();

    public static V1.RunFinished Finished(Run run) => new()
    {
        RunId = run.RunId,
        Experiment = run.Experiment,
        Status = run.Status.ToWire(),
        StatusMessage = run.StatusMessage,
        Params = { run.Params },
        Metrics = { run.Metrics.Values.Select(RunMessages.ToWire) },
        Inputs = { run.Inputs.Select(RunMessages.ToWire) },
        Model = run.Model?.ToWire(),
    };
}
