using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Experiments;
using MlOps.Runtime;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

/// <summary>The registry beside the real Experiments service, where runs log models.</summary>
public sealed class RegistrySystem : IAsyncLifetime
{
    public const string Engineer = "eve";
    public const string Requester = "rob";
    public const string Approver = "ann";

    private string workspace = "default";

    public TestSystem System { get; private set; } = null!;

    public TestService Experiments { get; private set; } = null!;

    public TestService Registry { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Experiments = await System.StartServiceAsync("experiments", b => b.AddExperiments(), a => a.MapExperiments());
        Registry = await System.StartServiceAsync("registry", b => b.AddRegistry(), a => a.MapRegistry());
        await Tracking().CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" });
    }

    public async Task DisposeAsync()
    {
        await Registry.DisposeAsync();
        await Experiments.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>The same system with an experiment in another workspace, where everything goes on.</summary>
    public async Task<RegistrySystem> InAsync(string other)
    {
        var there = new RegistrySystem { System = System, Experiments = Experiments, Registry = Registry, workspace = other };
        await there.Tracking().CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" });
        return there;
    }

    public ModelRegistry.ModelRegistryClient As(string subject, params string[] roles) =>
        new(Registry.ChannelIn(workspace, subject, roles.Length > 0 ? roles : ["engineer", "approver"]));

    public ExperimentTracking.ExperimentTrackingClient Tracking() => new(Experiments.ChannelIn(workspace, Engineer, "engineer"));

    /// <summary>A run that logged a model and a test RMSE; finished unless told otherwise.</summary>
    public async Task<Run> RunWithModelAsync(
        double rmse = 66.61, bool finished = true, ExperimentTracking.ExperimentTrackingClient? by = null)
    {
        var tracking = by ?? Tracking();
        var run = await tracking.CreateRunAsync(new CreateRunRequest
        {
            Experiment = "bikes",
            Inputs =
            {
                new DatasetInput
                {
                    Dataset = "bike-training", Version = 3, Digest = "sha256:" + new string('c', 64), Context = "training",
                },
            },
        });
        await tracking.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId,
            Metrics = { new Metric { Key = "test_rmse", Value = rmse, Step = 300 } },
            Params = { new Param { Key = "eta", Value = "0.1" } },
        });
        await UploadModelAsync(tracking, run.RunId);
        run = await tracking.LogModelAsync(new LogModelRequest { RunId = run.RunId, Path = "model" });
        return finished ? await tracking.FinishRunAsync(new FinishRunRequest { RunId = run.RunId, Status = RunStatus.Finished }) : run;
    }

    /// <summary>A registered model with one version.</summary>
    public async Task<ModelVersion> VersionAsync(string model, double rmse = 66.61)
    {
        await As(Engineer).RegisterModelAsync(new RegisterModelRequest { Name = model });
        return await AnotherVersionAsync(model, rmse);
    }

    public async Task<ModelVersion> AnotherVersionAsync(string model, double rmse = 66.61) =>
        await As(Engineer)
            .CreateModelVersionAsync(new CreateModelVersionRequest { Model = model, RunId = (await RunWithModelAsync(rmse)).RunId });

    public async Task<ModelVersion> ApproveAsync(string model, long version)
    {
        await As(Requester).RequestApprovalAsync(new RequestApprovalRequest { Model = model, Version = version });
        return await As(Approver)
            .ApproveModelVersionAsync(new ApproveModelVersionRequest { Model = model, Version = version, Reason = "good" });
    }

    private static async Task UploadModelAsync(ExperimentTracking.ExperimentTrackingClient tracking, string runId)
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-model-");
        ModelArtifact.Write(
            directory.FullName,
            new ModelManifest
            {
                Flavor = "xgboost",
                ModelFile = "model.ubj",
                Signature = new ModelSignature([TensorSpec.Column("temp"), TensorSpec.Column("hum")], [TensorSpec.Column("cnt")]),
            },
            new byte[] { 1, 2, 3 },
            new InputExample(["temp", "hum"], [[0.5, 0.25]]),
            ReferenceProfile.Compute(["temp", "hum"], [0, 1, 2, 3], 2));
        foreach (var file in directory.EnumerateFiles())
        {
            using var call = tracking.UploadArtifact();
            await call.RequestStream.WriteAsync(
                new UploadArtifactRequest { Header = new ArtifactHeader { RunId = runId, Path = $"model/{file.Name}" } });
            await call.RequestStream.WriteAsync(
                new UploadArtifactRequest { Chunk = ByteString.CopyFrom(await File.ReadAllBytesAsync(file.FullName)) });
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        }

        directory.Delete(recursive: true);
    }
}
