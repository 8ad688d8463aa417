using Marten;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Experiments.Grpc;
using MlOps.Experiments.Tracking;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Kafka;

/// <summary>What the service tells the others: stored event → wire event, on <see cref="Topics.Experiments"/>, key = the stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Experiments)
        .Add<ExperimentCreated>(e => new Wire.ExperimentCreated
        {
            Experiment = e.Data.Experiment,
            Description = e.Data.Description,
            Tags = { e.Data.Tags },
        })
        .Add<RunStarted>(e => new Wire.RunStarted
        {
            RunId = e.Data.RunId,
            Experiment = e.Data.Experiment,
            RunName = e.Data.RunName,
            Tags = { e.Data.Tags },
            Inputs = { e.Data.Inputs.Select(ExperimentsMessages.ToMessage) },
        })
        .Add<RunDataLogged>(e => new Wire.RunDataLogged
        {
            RunId = e.Data.RunId,
            Params = { e.Data.Params.Select(param => new Wire.Param { Key = param.Key, Value = param.Value }) },
            Tags = { e.Data.Tags },
        })
        .Add<MetricsLogged>(e => new Wire.MetricsLogged
        {
            RunId = e.Data.RunId,
            Latest = { e.Data.Latest.Select(ExperimentsMessages.ToMessage) },
            PointCount = e.Data.PointCount,
            ContentDigest = e.Data.ContentDigest,
        })
        .Add<ArtifactUploaded>(e => new Wire.ArtifactUploaded { RunId = e.Data.RunId, Artifact = e.Data.ToMessage() })
        .Add<TrainingStarted>(e => new Wire.TrainingStarted
        {
            RunId = e.Data.RunId,
            Spec = e.Data.Plan.ToMessage(),
            DatasetDigest = e.Data.Plan.DatasetDigest,
        })
        .Add<ModelLogged>(e => new Wire.ModelLogged { RunId = e.Data.RunId, Model = e.Data.Model.ToMessage() })
        // A run does not change after its end, so its newest state is the one that the event ended.
        .AddAsync<RunFinished>(async (e, session, cancellation) =>
            Finished(await session.LoadAsync<Run>(e.StreamKey!, cancellation) ?? throw new InvalidOperationException($"{e.StreamKey} has no state.")));

    public static Wire.RunFinished Finished(Run run) => new()
    {
        RunId = run.RunId,
        Experiment = run.Experiment,
        Status = run.Status.ToMessage(),
        StatusMessage = run.StatusMessage,
        Params = { run.Params },
        Metrics = { run.Metrics.Values.Select(ExperimentsMessages.ToMessage) },
        Inputs = { run.Inputs.Select(ExperimentsMessages.ToMessage) },
        Model = run.Model?.ToMessage(),
    };
}
