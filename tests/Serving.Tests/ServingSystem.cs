using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Catalog;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.Experiments;
using MlOps.Features;
using MlOps.Registry;
using MlOps.Runtime;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using MlOps.Serving.PredictionLog;
using MlOps.XGBoost;
using Deployment = MlOps.Contracts.Serving.V1.Deployment;
using Run = MlOps.Contracts.Experiments.V1.Run;

namespace MlOps.Serving.Tests;

/// <summary>Serving beside the real registry, where runs of the real Experiments service log the models, and the real feature store.</summary>
public sealed class ServingSystem : IAsyncLifetime
{
    public const string Engineer = "eve";

    private string workspace = "default";
    private TestService catalog = null!;
    private TestService experiments = null!;

    public TestSystem System { get; private set; } = null!;

    public TestService Features { get; private set; } = null!;

    public TestService Registry { get; private set; } = null!;

    public TestService Serving { get; private set; } = null!;

    public ModelServing.ModelServingClient Deployments { get; private set; } = null!;

    public GRPCInferenceService.GRPCInferenceServiceClient Inference { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    private ExperimentTracking.ExperimentTrackingClient Tracking => TrackingAs(Engineer);

    public ModelRegistry.ModelRegistryClient Models => new(Registry.ChannelIn(workspace, Engineer, "engineer"));

    public ModelRegistry.ModelRegistryClient Approver => new(Registry.ChannelIn(workspace, "ann", "approver"));

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        catalog = await System.StartServiceAsync("catalog", b => b.AddCatalog(), a => a.MapCatalog());
        Features = await System.StartServiceAsync("features", b => b.AddFeatures(), a => a.MapFeatures());
        experiments = await System.StartServiceAsync("experiments", b => b.AddExperiments(), a => a.MapExperiments());
        Registry = await System.StartServiceAsync("registry", b => b.AddRegistry(), a => a.MapRegistry());
        Serving = await System.StartServiceAsync("serving", b => b.AddServing(), a => a.MapServing());
        await EnterAsync("default");
    }

    /// <summary>The same system with an experiment in another workspace, where everything goes on.</summary>
    public async Task<ServingSystem> InAsync(string other)
    {
        var there = new ServingSystem
        {
            System = System, Features = Features, Registry = Registry, Serving = Serving, catalog = catalog, experiments = experiments,
        };
        await there.EnterAsync(other);
        return there;
    }

    public async Task DisposeAsync()
    {
        await Serving.DisposeAsync();
        await Registry.DisposeAsync();
        await experiments.DisposeAsync();
        await Features.DisposeAsync();
        await catalog.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>Another registered model whose version 1, if an answer is given, always predicts that answer and is the champion.</summary>
    public async Task<string> ModelAsync(float? answer = null)
    {
        var model = $"m-{Guid.NewGuid():n}";
        await Models.RegisterModelAsync(new RegisterModelRequest { Name = model });
        if (answer is { } value) await PromoteAsync(model, await VersionAsync(model, TinyModel.Answering(value)));
        return model;
    }

    /// <summary>A deployment that follows the champion of a new model.</summary>
    public async Task<Deployment> DeploymentAsync(float? answer = null, string featureService = "") =>
        await DeployAsync(await ModelAsync(answer), featureService);

    public async Task<Deployment> DeployAsync(string model, string featureService = "") =>
        await Deployments.CreateDeploymentAsync(new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = model, Alias = "champion", FeatureService = featureService });

    /// <summary>Registers an approved version.</summary>
    public async Task<long> VersionAsync(string model, TrainedModel trained)
    {
        var version = await CreateVersionAsync(model, trained);
        await ApproveAsync(model, version);
        return version;
    }

    /// <summary>Registers a version that nobody has approved.</summary>
    public async Task<long> CreateVersionAsync(string model, TrainedModel trained) =>
        (await Models.CreateModelVersionAsync(new CreateModelVersionRequest { Model = model, RunId = await RunAsync(trained) })).Version;

    /// <summary>A finished run that logged a model.</summary>
    public async Task<string> RunAsync(TrainedModel trained, string author = Engineer)
    {
        var tracking = TrackingAs(author);
        var run = await tracking.CreateRunAsync(new CreateRunRequest { Experiment = "bikes" });
        var directory = Directory.CreateTempSubdirectory("mlops-test-model-");
        ModelArtifact.Write(
            directory.FullName,
            new ModelManifest { Flavor = trained.Flavor, ModelFile = trained.FileName, Signature = trained.Signature, FlavorOptions = trained.FlavorOptions },
            trained.Content);
        foreach (var file in directory.EnumerateFiles())
        {
            using var call = tracking.UploadArtifact();
            await call.RequestStream.WriteAsync(new UploadArtifactRequest { Header = new ArtifactHeader { RunId = run.RunId, Path = $"model/{file.Name}" } });
            await call.RequestStream.WriteAsync(new UploadArtifactRequest { Chunk = ByteString.CopyFrom(await File.ReadAllBytesAsync(file.FullName)) });
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        }

        directory.Delete(recursive: true);
        await tracking.LogModelAsync(new LogModelRequest { RunId = run.RunId, Path = "model" });
        await tracking.FinishRunAsync(new FinishRunRequest { RunId = run.RunId, Status = RunStatus.Finished });
        return run.RunId;
    }

    /// <summary>Registers the model of a run as an approved version.</summary>
    public async Task<long> ApprovedAsync(string model, string runId)
    {
        var version = (await Models.CreateModelVersionAsync(new CreateModelVersionRequest { Model = model, RunId = runId })).Version;
        await ApproveAsync(model, version);
        return version;
    }

    public async Task ApproveAsync(string model, long version, DateTimeOffset? validUntil = null)
    {
        await Models.RequestApprovalAsync(new RequestApprovalRequest { Model = model, Version = version });
        await Approver.ApproveModelVersionAsync(
            new ApproveModelVersionRequest { Model = model, Version = version, Reason = "good", ValidUntil = validUntil?.ToTimestamp() });
    }

    public async Task WithdrawAsync(string model, long version) =>
        await Approver.WithdrawApprovalAsync(new WithdrawApprovalRequest { Model = model, Version = version, Reason = "unsafe" });

    /// <summary>Lets the Experiments service train the count of a dataset from temp and hum; the run once it has ended.</summary>
    public async Task<Run> TrainAsync(string dataset, string algorithm, Dictionary<string, string> hyperparameters, int rounds)
    {
        var run = await Tracking.CreateRunAsync(new CreateRunRequest { Experiment = "bikes" });
        await Tracking.StartTrainingAsync(new StartTrainingRequest
        {
            RunId = run.RunId,
            Spec = new Contracts.Experiments.V1.TrainingSpec
            {
                Dataset = dataset, Algorithm = algorithm, Hyperparameters = { hyperparameters }, Rounds = rounds,
                Features = { "temp", "hum" }, Label = "cnt", OrderBy = "seen", TrainFraction = 0.8,
            },
        });
        using var call = Tracking.WatchRun(new WatchRunRequest { RunId = run.RunId }, deadline: DateTime.UtcNow.AddSeconds(60));
        while (await call.ResponseStream.MoveNext(default)) run = call.ResponseStream.Current;
        return run;
    }

    public async Task PromoteAsync(string model, long version) =>
        await Models.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = model, Version = version, Alias = "champion" });

    /// <summary>Waits until the deployment is in a state.</summary>
    public Task<Deployment> UntilAsync(string deployment, Func<Deployment, bool> condition) =>
        Eventually.GetsAsync(async () => await Deployments.GetDeploymentAsync(new GetDeploymentRequest { Name = deployment }), condition);

    /// <summary>Logs predictions as the shipper does, in one segment.</summary>
    public async Task StoreAsync(params Prediction[] predictions)
    {
        using var acting = Serving.Services.GetRequiredService<ServiceIdentity>().Act();
        await using var session = Serving.Services.GetRequiredService<CallerSessions>().Open();
        var records = predictions.Select(prediction => new LoggedPrediction(prediction, prediction.ToByteArray())).ToList();
        await Serving.Services.GetRequiredService<PredictionSegments>().AddAsync(session, $"{Guid.CreateVersion7():N}", records, default);
        await session.SaveChangesAsync();
    }

    /// <summary>Waits until a prediction has reached the database.</summary>
    public Task<Prediction> LoggedAsync(string id) => Eventually.GetsAsync<Prediction>(async () =>
    {
        try
        {
            return await Deployments.GetPredictionAsync(new GetPredictionRequest { PredictionId = id });
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null!;
        }
    }, prediction => prediction is not null);

    private async Task EnterAsync(string other)
    {
        workspace = other;
        Deployments = new ModelServing.ModelServingClient(Serving.ChannelIn(other, Engineer, "engineer"));
        Inference = new GRPCInferenceService.GRPCInferenceServiceClient(Serving.ChannelIn(other, "app", "application"));
        Http = Serving.HttpIn(other, "app", "application");
        await Tracking.CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" });
    }

    private ExperimentTracking.ExperimentTrackingClient TrackingAs(string subject) => new(experiments.ChannelIn(workspace, subject, "engineer"));

    public DatasetAndFeatures FeatureStoreAsEngineer() => new(
        catalog.ChannelIn(workspace, Engineer, "engineer"), Features.ChannelIn(workspace, Engineer, "engineer"));
}
