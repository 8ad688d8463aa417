using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Lineage.Tests;

/// <summary>The wire events of one life of a model, each with its topic, stream and event id; names carry a prefix, so that lives do not mix.</summary>
internal static class LifeEvents
{
    public static readonly string Digest = $"sha256:{new string('d', 64)}";

    public static IReadOnlyList<(string Topic, string Subject, IMessage Event, string Id)> Of(string life)
    {
        var training = $"{life}-training";
        (string Topic, string Subject, IMessage Event)[] events =
        [
            (Topics.Catalog, $"dataset/{life}", new DatasetVersionImported { Dataset = life, Version = 1, Digest = Digest, RowCount = 100, FileCount = 1 }),
            (Topics.Features, $"feature-view/{life}", new FeatureViewCreated { FeatureView = life, Source = new Source { Dataset = life } }),
            (Topics.Features, $"feature-service/{life}", new FeatureServiceCreated { FeatureService = life, FeatureViews = { life } }),
            (Topics.Catalog, $"dataset/{training}", new DatasetVersionImported { Dataset = training, Version = 1, Digest = $"{Digest}-{training}", DerivedFrom = { $"dataset/{life}@1" } }),
            (Topics.Features, $"training-set/{training}", new TrainingSetCreated { Dataset = training, Version = 1, FeatureService = life, DerivedFrom = { $"dataset/{life}@1" } }),
            (Topics.Features, $"feature-view/{life}", new FeatureViewMaterialized { FeatureView = life, SourceDataset = life, SourceVersion = 1 }),
            (Topics.Experiments, $"run/{life}", new RunStarted { RunId = life, Experiment = "e" }),
            (Topics.Experiments, $"run/{life}", new TrainingStarted { RunId = life, Spec = new TrainingSpec { Dataset = training, Version = 1, Hyperparameters = { ["eta"] = "0.1" } } }),
            (Topics.Experiments, $"run/{life}", new RunFinished { RunId = life, Status = RunStatus.Finished, Metrics = { new Metric { Key = "test_rmse", Value = 66.5 } } }),
            (Topics.Registry, $"model/{life}", new ModelVersionCreated { Model = life, Version = 1, RunId = life, TrainingDataset = training, TrainingDatasetVersion = 1 }),
            (Topics.Registry, $"model/{life}", new ApprovalRequested { Model = life, Version = 1, RequestedBy = "ada" }),
            (Topics.Registry, $"model/{life}", new ModelVersionApproved { Model = life, Version = 1, RequestedBy = "ada", ApprovedBy = "grace" }),
            (Topics.Registry, $"model/{life}", new ModelVersionPromoted { Model = life, Version = 1, Alias = "champion" }),
            (Topics.Serving, $"deployment/{life}", new ModelVersionDeployed { Deployment = life, Model = life, Version = 1, FeatureService = life }),
            (Topics.Predictions, $"predictions/{life}", new PredictionsLogged { Deployment = life, Count = 1, Predictions = { new Prediction { PredictionId = $"{life}-p", ClientId = $"{life}-c", Deployment = life, ModelVersion = 1, Rows = 1 } } }),
            (Topics.Monitoring, $"monitor/{life}", new WindowEvaluated { Window = new Window { WindowId = $"{life}-w", Deployment = life, ModelVersion = 1, StartTime = new Timestamp(), EndTime = new Timestamp() } }),
            (Topics.Monitoring, $"monitor/{life}", new DriftDetected { Deployment = life, WindowId = $"{life}-w", AlertId = $"{life}-a" }),
        ];
        return [.. events.Select(e => (e.Topic, e.Subject, e.Event, Guid.NewGuid().ToString()))];
    }
}
