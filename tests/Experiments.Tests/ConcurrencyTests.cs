using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Experiments.Tests;

/// <summary>Every mutation by many callers at once, and every mutation repeated.</summary>
public sealed class ConcurrencyTests(ExperimentsSystem system, ITestOutputHelper output) : IClassFixture<ExperimentsSystem>
{
    private const string Dataset = "concurrent";

    /// <summary>Requests that can be granted, by RPC: the experiment, its run and a caller's number → what that caller sends.</summary>
    private static readonly Dictionary<string, Func<string, string, int, IMessage[]>> Requests = new()
    {
        ["CreateExperiment"] = (experiment, _, _) => [new CreateExperimentRequest { Name = $"{experiment}-new" }],
        ["UpdateExperiment"] = (experiment, _, i) =>
            [new UpdateExperimentRequest { Name = experiment, Tags = { [$"t{i}"] = "1" }, UpdateMask = Mask($"tags.t{i}") }],
        ["ArchiveExperiment"] = (experiment, _, _) => [new ArchiveExperimentRequest { Name = experiment }],
        ["CreateRun"] = (experiment, _, _) => [new CreateRunRequest { Experiment = experiment }],
        ["UpdateRun"] = (_, run, i) => [new UpdateRunRequest { RunId = run, Tags = { [$"t{i}"] = "1" }, UpdateMask = Mask($"tags.t{i}") }],
        ["ArchiveRun"] = (_, run, _) => [new ArchiveRunRequest { RunId = run }],
        ["LogBatch"] = (_, run, i) => [new LogBatchRequest { RunId = run, Metrics = { new Metric { Key = "loss", Step = i } } }],
        ["FinishRun"] = (_, run, _) => [new FinishRunRequest { RunId = run, Status = RunStatus.Finished }],
        ["UploadArtifact"] = (_, run, i) =>
        [
            new UploadArtifactRequest { Header = new ArtifactHeader { RunId = run, Path = $"{i}.txt" } },
            new UploadArtifactRequest { Chunk = ByteString.CopyFromUtf8("content") },
        ],
        ["LogModel"] = (_, run, _) => [new LogModelRequest { RunId = run, Path = LargestRun.ModelPath }],
        ["StartTraining"] = (_, run, _) => [new StartTrainingRequest { RunId = run, Spec = Spec(rounds: 2) }],
    };

    public static TheoryData<string> Mutations => [.. ExperimentTracking.Descriptor.Mutations().Select(rpc => rpc.Name)];

    private CallInvoker Calls => system.Experiments.ChannelAs("eve", "engineer").CreateCallInvoker();

    [Fact]
    public void every_mutation_is_tried() =>
        Requests.Keys.ShouldBe(ExperimentTracking.Descriptor.Mutations().Select(rpc => rpc.Name), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_to_try_again(string mutation)
    {
        var (experiment, run) = await ReadyAsync(mutation, "parallel");
        var rpc = ExperimentTracking.Descriptor.Rpc(mutation);

        var outcomes = await new ParallelCallers(Calls)
            .CallAsync(rpc, i => (IReadOnlyList<IMessage>)Requests[mutation](experiment, run, i));

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        var succeeded = outcomes.Where(outcome => outcome.Code == StatusCode.OK).ToList();
        switch (mutation)
        {
            case "CreateExperiment" or "FinishRun" or "StartTraining":
                succeeded.Count.ShouldBe(1);
                break;
            case "CreateRun":
                succeeded.Select(outcome => ((Run)outcome.Answer!).RunId).Distinct().Count().ShouldBe(ParallelCallers.Count);
                break;
            case "UpdateExperiment":
                (await system.Engineer.GetExperimentAsync(new GetExperimentRequest { Name = experiment })).Tags.Count
                    .ShouldBe(succeeded.Count);
                break;
            case "UpdateRun":
                (await RunAsync(run)).Tags.Count.ShouldBe(succeeded.Count);
                break;
            case "LogBatch":
                var history = await system.Engineer.GetMetricHistoryAsync(new GetMetricHistoryRequest { RunId = run, Key = "loss" });
                history.Metrics.Count.ShouldBe(succeeded.Count);
                break;
            case "UploadArtifact":
                (await system.Engineer.ListArtifactsAsync(new ListArtifactsRequest { RunId = run })).Artifacts.Count
                    .ShouldBe(succeeded.Count);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var (experiment, run) = await ReadyAsync(mutation, "twice");
        var requests = new RepeatedRequests(system.Experiments, Calls);

        await requests.TwiceAsync(ExperimentTracking.Descriptor.Rpc(mutation), Requests[mutation](experiment, run, 0), SinceAsync);

        async Task SinceAsync()
        {
            if (mutation == "StartTraining") await system.EndOfAsync(run);
            await EndAsync(run);
            if (mutation == "ArchiveExperiment") return;
            await system.Engineer.ArchiveExperimentAsync(new ArchiveExperimentRequest { Name = experiment });
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task one_request_that_many_send_at_once_has_one_answer(string mutation)
    {
        var (experiment, run) = await ReadyAsync(mutation, "at-once");
        await new RepeatedRequests(system.Experiments, Calls)
            .AtOnceAsync(ExperimentTracking.Descriptor.Rpc(mutation), Requests[mutation](experiment, run, 0));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task an_expected_version_that_is_not_the_current_one_is_aborted(string mutation)
    {
        var (experiment, run) = await ReadyAsync(mutation, "expected");
        var requests = Requests[mutation](experiment, run, 0);
        var holder = requests[0] is UploadArtifactRequest upload ? upload.Header : requests[0];
        holder.Descriptor.FindFieldByName("expected_version").Accessor.SetValue(holder, 77L);

        (await Calls.CallAsync(ExperimentTracking.Descriptor.Rpc(mutation), requests)).Code.ShouldBe(StatusCode.Aborted);
    }

    /// <summary>An experiment of its own with a run on which the mutation can be granted.</summary>
    private async Task<(string Experiment, string Run)> ReadyAsync(string mutation, string purpose)
    {
        var experiment = $"{mutation}-{purpose}".ToLowerInvariant();
        await system.Engineer.CreateExperimentAsync(new CreateExperimentRequest { Name = experiment });
        var run = (await system.Engineer.CreateRunAsync(new CreateRunRequest { Experiment = experiment })).RunId;
        if (mutation == "LogModel") await LargestRun.UploadModelAsync(system.Engineer, run, LargestRun.Small);
        if (mutation == "StartTraining") await ImportedAsync();
        return (experiment, run);
    }

    private async Task ImportedAsync()
    {
        try
        {
            await system.ImportAsync(Dataset, TrainingTests.Demand(200));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Another mutation's test was first.
        }
    }

    /// <summary>Ends the run unless the mutation did so.</summary>
    private async Task EndAsync(string run)
    {
        var now = await RunAsync(run);
        if (now is { Status: RunStatus.Running, Archived: false })
            await system.Engineer.FinishRunAsync(new FinishRunRequest { RunId = run, Status = RunStatus.Killed });
    }

    private async Task<Run> RunAsync(string run) => await system.Engineer.GetRunAsync(new GetRunRequest { RunId = run });

    private static FieldMask Mask(string path) => new() { Paths = { path } };

    private static TrainingSpec Spec(int rounds) => TrainingTests.SpecOf(Dataset, rounds, "reg:squarederror");
}
