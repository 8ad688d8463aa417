using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using Monitor = MlOps.Contracts.Monitoring.V1.Monitor;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.EndToEnd.Tests;

/// <summary>A short life of a model through the public APIs, by a client that makes calls again which failed for a reason that may pass.</summary>
internal sealed class SmallLife(GatewayClient admin, int number) : IDisposable
{
    public const int Rounds = 30;
    public const int Predictions = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly string name = $"bike-{number}";
    private readonly SimulatedHours hours = new(number);
    private readonly DateTimeOffset born = DateTimeOffset.UtcNow;
    private GatewayClient? engineer;
    private GatewayClient? approver;

    public string Name => name;

    public string TrainingSet => $"{name}-training";

    public string RunId { get; private set; } = "";

    public Window? Window { get; private set; }

    /// <summary>What was predicted, by the ids of the predictions that were answered with 200.</summary>
    public Dictionary<string, double> Predicted { get; } = [];

    private CallInvoker Calls => engineer!.Calls;

    /// <summary>A request id: the same at each attempt of one command.</summary>
    private string Id(string command) => $"{name}:{command}";

    public async Task LiveAsync()
    {
        engineer = await ActorAsync("ada", "engineer", "application");
        approver = await ActorAsync("grace", "approver");
        await ImportAsync();
        await DefineFeaturesAsync();
        await TrainAsync();
        await PromoteAsync();
        await DeployAsync();
        await PredictAsync(Enumerable.Range(0, Predictions));
        await MonitorAsync();
    }

    public void Dispose()
    {
        engineer?.Dispose();
        approver?.Dispose();
    }

    private async Task<GatewayClient> ActorAsync(string person, params string[] roles)
    {
        var token = await new Tokens.TokensClient(admin.Calls).CreateTokenAsync(
            new CreateTokenRequest { Subject = $"{person}-{name}", Roles = { roles }, ValidDays = 1, RequestId = Id(person) });
        return admin.As(token.Value);
    }

    private async Task ImportAsync()
    {
        var catalog = new DatasetCatalog.DatasetCatalogClient(Calls);
        await catalog.RegisterDatasetAsync(new RegisterDatasetRequest { Name = name, RequestId = Id("register") });
        var once = new DatasetCatalog.DatasetCatalogClient(engineer!.Once);
        var started = await engineer.Retries.UntilAnsweredAsync(async () =>
        {
            using var call = once.ImportVersion(deadline: Retries.Deadline);
            // A call that ends early refuses what is still written to it; its status says why.
            try
            {
                await call.RequestStream.WriteAsync(new ImportVersionRequest { Header = new ImportHeader { Dataset = name, FileName = "hours.csv", RequestId = Id("import") } });
                await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = ByteString.CopyFrom(hours.Csv) });
                await call.RequestStream.CompleteAsync();
            }
            catch (InvalidOperationException)
            {
                await call.ResponseAsync;
            }
            return await call.ResponseAsync;
        });
        (await Calls.ResultOfAsync<DatasetVersion>(Task.FromResult(started))).RowCount.ShouldBe(SimulatedHours.Count);
    }

    private async Task DefineFeaturesAsync()
    {
        var features = new FeatureStore.FeatureStoreClient(Calls);
        await features.CreateEntityAsync(new CreateEntityRequest
        {
            Name = name, JoinKeys = { new JoinKey { Name = "instant", Type = ValueType.Int64 } }, RequestId = Id("entity"),
        });
        await features.CreateFeatureViewAsync(new CreateFeatureViewRequest
        {
            Name = name,
            Entities = { name },
            Source = new Source { Dataset = name, EventTimestamp = "at" },
            Features = { new Feature { Name = "hr", Type = ValueType.Int64 }, new Feature { Name = "temp", Type = ValueType.Double } },
            RequestId = Id("view"),
        });
        await features.CreateFeatureServiceAsync(new CreateFeatureServiceRequest
        {
            Name = name, Features = { new FeatureReference { FeatureView = name } }, RequestId = Id("service"),
        });
        var set = await Calls.ResultOfAsync<TrainingSet>(features.CreateTrainingSetAsync(new CreateTrainingSetRequest
        {
            Dataset = TrainingSet, FeatureService = name, Spine = new Spine { Dataset = name, EventTimestamp = "at", Labels = { "cnt" } }, RequestId = Id("set"),
        }));
        set.RowCount.ShouldBe(SimulatedHours.Count);
        await Calls.ResultOfAsync<Materialization>(
            features.MaterializeAsync(new MaterializeRequest { FeatureView = name, RequestId = Id("materialize") }));
    }

    private async Task TrainAsync()
    {
        var experiments = new ExperimentTracking.ExperimentTrackingClient(Calls);
        await experiments.CreateExperimentAsync(new CreateExperimentRequest { Name = name, RequestId = Id("experiment") });
        RunId = (await experiments.CreateRunAsync(new CreateRunRequest { Experiment = name, RequestId = Id("run") })).RunId;
        await experiments.StartTrainingAsync(new StartTrainingRequest
        {
            RunId = RunId,
            Spec = new TrainingSpec
            {
                Dataset = TrainingSet, Version = 1, Algorithm = "xgboost", Hyperparameters = { ["objective"] = "reg:squarederror", ["max_depth"] = "3" },
                Rounds = Rounds, Features = { SimulatedHours.Features }, Label = "cnt", OrderBy = "event_timestamp", TrainFraction = 0.8,
            },
            RequestId = Id("train"),
        });
        var run = await Eventually.GetsAsync(
            async () => await experiments.GetRunAsync(new GetRunRequest { RunId = RunId }), run => run.EndTime is not null, Patience);
        run.Status.ShouldBe(RunStatus.Finished, run.StatusMessage);
    }

    private async Task PromoteAsync()
    {
        var registry = new ModelRegistry.ModelRegistryClient(Calls);
        await registry.RegisterModelAsync(new RegisterModelRequest { Name = name, RequestId = Id("model") });
        var gate = new Gate { Name = "learned", Kind = "metric", Parameters = { ["metric"] = "test_rmse", ["comparison"] = "less-than", ["threshold"] = "30" } };
        await registry.DefineGateAsync(new DefineGateRequest { Model = name, Gate = gate, RequestId = Id("gate") });
        await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Model = name, RunId = RunId, RequestId = Id("version") });
        await registry.RequestApprovalAsync(new RequestApprovalRequest { Model = name, Version = 1, RequestId = Id("request") });
        await new ModelRegistry.ModelRegistryClient(approver!.Calls).ApproveModelVersionAsync(
            new ApproveModelVersionRequest { Model = name, Version = 1, RequestId = Id("approve") });
        await registry.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = name, Version = 1, Alias = "champion", RequestId = Id("promote") });
    }

    private async Task DeployAsync()
    {
        var serving = new ModelServing.ModelServingClient(Calls);
        await serving.CreateDeploymentAsync(new CreateDeploymentRequest { Name = name, Model = name, Alias = "champion", FeatureService = name, RequestId = Id("deploy") });
        await Eventually.GetsAsync(
            async () => await serving.GetDeploymentAsync(new GetDeploymentRequest { Name = name }), deployment => deployment.State == DeploymentState.Ready, Patience);
        await Eventually.HoldsAsync(() => engineer!.Retries.UntilAnsweredAsync(() => engineer.IsReadyAsync(name), counts: false), Patience);
    }

    /// <summary>Asks for predictions, four at a time, until all are answered.</summary>
    public async Task PredictAsync(IEnumerable<int> rows)
    {
        foreach (var some in rows.Chunk(4))
        {
            var answers = await Task.WhenAll(some.Select(row => engineer!.Retries.UntilAnsweredAsync(() => PredictOnceAsync(row))));
            foreach (var (id, output) in answers) Predicted.Add(id, output);
        }
    }

    /// <summary>Asks for a prediction once; false if the service could not give it.</summary>
    public async Task<bool> TryPredictAsync(int row)
    {
        try
        {
            var (id, output) = await PredictOnceAsync(row);
            Predicted.Add(id, output);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<(string Id, double Output)> PredictOnceAsync(int row)
    {
        var answer = await engineer!.PredictAsync(name, ClientId(row), hours.FeaturesOf(row));
        return ((string)answer["parameters"]!["prediction_id"]!, (double)answer["outputs"]![0]!["data"]![0]!);
    }

    /// <summary>The same at each attempt of one row: those that were logged but not answered are found by it.</summary>
    public string ClientId(int row) => $"{name}-row-{row}";

    private async Task MonitorAsync()
    {
        var monitoring = new ModelMonitoring.ModelMonitoringClient(Calls);
        await MonitorAsync(_ => true);
        // So few hours of one season are unlike the training data; that is no part of this life.
        var settings = new MonitorSettings { MinimumRows = 500_000 };
        await monitoring.ConfigureMonitorAsync(new ConfigureMonitorRequest { Deployment = name, Settings = settings, RequestId = Id("settings") });
        var labels = Enumerable.Range(0, Predictions).Select(row => new GroundTruth { ClientId = ClientId(row), Value = hours.DemandAt(row) });
        await monitoring.RecordGroundTruthAsync(new RecordGroundTruthRequest { Deployment = name, Labels = { labels }, RequestId = Id("truth") });
        await MonitorAsync(monitor => monitor.PredictionsReceived >= Predictions);
        Window = await Calls.ResultOfAsync<Window>(monitoring.EvaluateWindowAsync(new EvaluateWindowRequest
        {
            Deployment = name, StartTime = born.ToTimestamp(), EndTime = DateTimeOffset.UtcNow.AddMinutes(1).ToTimestamp(), RequestId = Id("window"),
        }));
    }

    private Task<Monitor> MonitorAsync(Func<Monitor, bool> condition) => Eventually.GetsAsync(async () =>
    {
        try
        {
            return await new ModelMonitoring.ModelMonitoringClient(Calls).GetMonitorAsync(new GetMonitorRequest { Deployment = name });
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null!;
        }
    }, monitor => monitor is not null && condition(monitor), Patience);
}
