using System.Text;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Catalog;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.ServiceHost;
using OperationsClient = MlOps.Contracts.Operations.V1.Operations.OperationsClient;

namespace MlOps.Experiments.Tests;

/// <summary>The Experiments service beside the real Catalog, where training sets are.</summary>
public sealed class ExperimentsSystem : IAsyncLifetime
{
    private string workspace = "default";

    public TestSystem System { get; private set; } = null!;

    public TestService Catalog { get; private set; } = null!;

    public TestService Experiments { get; private set; } = null!;

    public ExperimentTracking.ExperimentTrackingClient Engineer { get; private set; } = null!;

    private OperationsClient OperationCalls => new(Experiments.ChannelIn(workspace, "eve", "engineer"));

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Catalog = await System.StartServiceAsync("catalog", b => b.AddCatalog(), a => a.MapCatalog());
        Experiments = await System.StartServiceAsync("experiments", b => b.AddExperiments(), a => a.MapExperiments());
        Engineer = As("eve", "engineer");
        await Engineer.CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" });
    }

    public async Task DisposeAsync()
    {
        await Experiments.DisposeAsync();
        await Catalog.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>The same system with an experiment in another workspace, where everything goes on.</summary>
    public async Task<ExperimentsSystem> InAsync(string other)
    {
        var there = new ExperimentsSystem { System = System, Catalog = Catalog, Experiments = Experiments, workspace = other };
        there.Engineer = there.As("eve", "engineer");
        await there.Engineer.CreateExperimentAsync(new CreateExperimentRequest { Name = "bikes" });
        return there;
    }

    public ExperimentTracking.ExperimentTrackingClient As(string subject, params string[] roles) =>
        new(Experiments.ChannelIn(workspace, subject, roles));

    public async Task<Run> NewRunAsync() => await Engineer.CreateRunAsync(new CreateRunRequest { Experiment = "bikes" });

    public async Task<Artifact> UploadAsync(string runId, string path, string content, string requestId = "")
    {
        using var call = Engineer.UploadArtifact();
        var header = new ArtifactHeader { RunId = runId, Path = path, RequestId = requestId };
        await call.RequestStream.WriteAsync(new UploadArtifactRequest { Header = header });
        foreach (var chunk in content.Chunk(1000))
            await call.RequestStream.WriteAsync(
                new UploadArtifactRequest { Chunk = ByteString.CopyFrom(new string(chunk), Encoding.UTF8) });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    public async Task<byte[]> DownloadAsync(string runId, string path)
    {
        using var call = Engineer.DownloadArtifact(new DownloadArtifactRequest { RunId = runId, Path = path });
        using var content = new MemoryStream();
        while (await call.ResponseStream.MoveNext(default)) call.ResponseStream.Current.Chunk.WriteTo(content);
        return content.ToArray();
    }

    /// <summary>Registers a dataset and imports a CSV file as its version.</summary>
    public async Task<DatasetVersion> ImportAsync(string dataset, string csv)
    {
        var client = new DatasetCatalog.DatasetCatalogClient(Catalog.ChannelIn(workspace, "eve", "engineer"));
        await client.RegisterDatasetAsync(new RegisterDatasetRequest { Name = dataset });
        using var call = client.ImportVersion();
        var header = new ImportHeader { Dataset = dataset, FileName = "data.csv" };
        await call.RequestStream.WriteAsync(new ImportVersionRequest { Header = header });
        foreach (var chunk in Encoding.UTF8.GetBytes(csv).Chunk(1 << 20))
            await call.RequestStream.WriteAsync(new ImportVersionRequest { Chunk = ByteString.CopyFrom(chunk) });
        await call.RequestStream.CompleteAsync();
        return await Catalog.ChannelIn(workspace, "eve", "engineer").CreateCallInvoker().ResultOfAsync<DatasetVersion>(call.ResponseAsync);
    }

    /// <summary>The operation that trains, or trained, a run, once it has ended.</summary>
    public async Task<Operation> OperationAsync(string runId) =>
        await OperationCalls.WaitOperationAsync(new WaitOperationRequest { Id = runId });

    public async Task<Operation> CancelAsync(string runId, string reason) =>
        await OperationCalls.CancelOperationAsync(new CancelOperationRequest { Id = runId, Reason = reason });

    /// <summary>The run once it has ended, watched as a user would.</summary>
    public async Task<Run> EndOfAsync(string runId) => (await WatchAsync(runId))[^1];

    /// <summary>Every state of a run that WatchRun sends, until its end.</summary>
    public async Task<IReadOnlyList<Run>> WatchAsync(string runId)
    {
        using var call = Engineer.WatchRun(new WatchRunRequest { RunId = runId }, deadline: DateTime.UtcNow.AddSeconds(60));
        var states = new List<Run>();
        while (await call.ResponseStream.MoveNext(default)) states.Add(call.ResponseStream.Current);
        return states;
    }
}
