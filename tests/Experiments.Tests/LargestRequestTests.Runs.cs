using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

public sealed partial class LargestRequestTests
{
    private string largest = "";

    private void AddRuns(LargestRequests rows) => rows
        .Add<CreateRunRequest, Run>(
            "CreateRun",
            () => Task.FromResult(new CreateRunRequest
            {
                Experiment = "bikes", RunName = new string('n', 500), Tags = { LargestRun.Tags() }, Inputs = { LargestRun.Inputs() },
                RequestId = RequestId,
            }),
            async (request, answer) =>
            {
                (await EventAsync<RunStarted>(e => e.RunId == answer.RunId)).Inputs.ShouldBe(request.Inputs);
                (await RunAsync(answer.RunId)).Equals(answer).ShouldBeTrue();
            },
            ("run_name", request => request.RunName += "x"),
            ("tags", request => request.Tags["one-more"] = ""),
            ("inputs", request => request.Inputs.Add(request.Inputs[0])),
            ("inputs[99].dataset", request => request.Inputs[99].Dataset += "x"))
        .Add<UpdateRunRequest, Run>(
            "UpdateRun",
            async () => new UpdateRunRequest
            {
                RunId = (await system.NewRunAsync()).RunId, RunName = new string('n', 500), Tags = { LargestRun.Tags() }, Reason = Reason,
                UpdateMask = Mask("run_name"), RequestId = RequestId,
            },
            async (request, answer) =>
            {
                answer.Tags.Equals(request.Tags).ShouldBeTrue();
                (await EventAsync<RunUpdated>(e => e.RunId == request.RunId)).Tags.Equals(request.Tags).ShouldBeTrue();
            },
            ("run_id", request => request.RunId = new string('r', 257)),
            ("run_name", request => request.RunName += "x"),
            ("tags", request => request.Tags["one-more"] = ""),
            ("update_mask", request => request.UpdateMask.Paths.Add("tags.one-more")),
            ("reason", request => request.Reason += "x"))
        .Add<ArchiveRunRequest, Run>(
            "ArchiveRun",
            async () => new ArchiveRunRequest { RunId = (await system.NewRunAsync()).RunId, Reason = Reason, RequestId = RequestId },
            async (request, _) => await EventAsync<RunArchived>(e => e.RunId == request.RunId),
            ("run_id", request => request.RunId = new string('r', 257)),
            ("reason", request => request.Reason += "x"))
        .Add<FinishRunRequest, Run>(
            "FinishRun",
            async () => new FinishRunRequest
            {
                RunId = (await LargestRun.CreateAsync(engineer, "bikes")).RunId, Status = RunStatus.Failed,
                StatusMessage = new string('m', 5000), RequestId = RequestId,
            },
            async (request, answer) =>
            {
                var finished = await EventAsync<RunFinished>(e => e.RunId == request.RunId);
                (finished.Params.Count, finished.Metrics.Count, finished.Inputs.Count).ShouldBe((104, 10_000, 100));
                finished.Model.Signature.Inputs.Count.ShouldBe(2_999);
                await AuditedAsync(request.RunId, answer.Revision);
                largest = request.RunId;
            },
            ("status_message", request => request.StatusMessage += "x"))
        .Add<GetRunRequest, Run>(
            "GetRun",
            () => Task.FromResult(new GetRunRequest { RunId = largest }),
            (_, answer) =>
            {
                (answer.Params.Count, answer.Tags.Count, answer.Metrics.Count).ShouldBe((104, 101, 10_000));
                return Task.CompletedTask;
            },
            ("run_id", request => request.RunId = new string('r', 257)))
        .Add<WatchRunRequest, Run>(
            "WatchRun",
            () => Task.FromResult(new WatchRunRequest { RunId = largest }),
            (_, answer) =>
            {
                answer.Metrics.Count.ShouldBe(10_000);
                return Task.CompletedTask;
            },
            ("run_id", request => request.RunId = new string('r', 257)))
        .Add<ListRunsRequest, ListRunsResponse>(
            "ListRuns",
            async () =>
            {
                for (var i = 0; i < 2; i++) await LargestRun.CreateAsync(engineer, "bikes");
                return new ListRunsRequest
                {
                    Experiment = "bikes", Tags = { LargestRun.Tags() }, Creator = new string('c', 256), PageSize = 1000,
                };
            },
            async (request, _) =>
            {
                request.Creator = "eve";
                (await Pages.ReadAsync<string>(1000, async (size, token) =>
                {
                    var page = await engineer.ListRunsAsync(new ListRunsRequest(request) { PageSize = size, PageToken = token });
                    return (page.Runs.Select(run => run.RunId), page.NextPageToken);
                })).Count.ShouldBe(5);
            },
            ("creator", request => request.Creator += "x"),
            ("tags", request => request.Tags["one-more"] = ""));
}
