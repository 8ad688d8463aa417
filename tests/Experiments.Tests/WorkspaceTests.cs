using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using OperationsApi = MlOps.Contracts.Operations.V1.Operations;

namespace MlOps.Experiments.Tests;

/// <summary>Runs, metrics and artifacts of two workspaces, of which neither sees the other's.</summary>
public sealed class WorkspaceTests(ExperimentsSystem system, ITestOutputHelper output) : IClassFixture<ExperimentsSystem>
{
    private const string Marker = "marker-of-a";

    [Fact]
    public async Task nothing_of_a_workspace_is_seen_or_changed_from_another()
    {
        var (a, b) = (await system.InAsync("a"), await system.InAsync("b"));
        var run = await FillAsync(a, Marker);
        var own = await FillAsync(b, "text-of-b");

        var calls = await new WorkspaceIsolation(
                Marker, system.Experiments.ChannelIn("a", "root", "admin").CreateCallInvoker(),
                system.Experiments.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("name", "bikes"), ("experiment", "bikes"), ("run_id", run.RunId), ("path", "notes.txt"), ("key", "rmse"),
                ("id", run.RunId), ("stream", $"run/{run.RunId}"), ("stream_prefix", "run/"))
            .CheckAsync(output.WriteLine, ExperimentTracking.Descriptor, OperationsApi.Descriptor, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(40);
        var listed = await b.Engineer.ListRunsAsync(new ListRunsRequest { Experiment = "bikes" });
        listed.Runs.ShouldContain(found => found.RunId == own.RunId);
        listed.Runs.ShouldNotContain(found => found.RunId == run.RunId);
        await Refused.WithAsync(StatusCode.NotFound, () => b.DownloadAsync(run.RunId, "notes.txt"));
        await Refused.WithAsync(StatusCode.NotFound, () => b.Engineer.GetMetricHistoryAsync(
            new GetMetricHistoryRequest { RunId = run.RunId, Key = "rmse" }).ResponseAsync);
    }

    private static async Task<Run> FillAsync(ExperimentsSystem there, string text)
    {
        var run = await there.Engineer.CreateRunAsync(new CreateRunRequest
        {
            Experiment = "bikes", RunName = text, Tags = { ["owner"] = text },
        });
        await there.Engineer.LogBatchAsync(new LogBatchRequest
        {
            RunId = run.RunId, Metrics = { new Metric { Key = "rmse", Value = 1, Step = 1 } }, Params = { new Param { Key = "p", Value = text } },
        });
        await there.UploadAsync(run.RunId, "notes.txt", text);
        return await there.Engineer.FinishRunAsync(new FinishRunRequest { RunId = run.RunId, Status = RunStatus.Finished, StatusMessage = text });
    }
}
