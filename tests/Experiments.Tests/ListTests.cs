using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

public sealed class ListTests(ExperimentsSystem system) : IClassFixture<ExperimentsSystem>
{
    private readonly ExperimentTracking.ExperimentTrackingClient engineer = system.Engineer;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task runs_are_listed_by_their_start_from_page_to_page(bool descending)
    {
        var experiment = await ExperimentAsync($"listed-{descending}".ToLowerInvariant());
        var created = new List<string>();
        for (var i = 0; i < 5; i++) created.Add(await RunAsync(experiment));

        var listed = await Pages.ReadAsync(2, async (size, token) =>
        {
            var request = new ListRunsRequest { Experiment = experiment, PageSize = size, PageToken = token, Descending = descending };
            var page = await engineer.ListRunsAsync(request);
            return (page.Runs.Select(run => run.RunId), page.NextPageToken);
        });

        listed.ShouldBe(descending ? listed.OrderDescending(StringComparer.Ordinal) : listed.Order(StringComparer.Ordinal));
        listed.ShouldBe(created, ignoreOrder: true);
    }

    [Fact]
    public async Task runs_are_found_by_status_tags_creator_and_start()
    {
        var experiment = await ExperimentAsync("found");
        var first = await engineer.CreateRunAsync(new CreateRunRequest { Experiment = experiment, Tags = { ["team"] = "city" } });
        var second = await engineer.CreateRunAsync(new CreateRunRequest { Experiment = experiment, Tags = { ["team"] = "sea" } });
        var others = await system.As("amy", "engineer").CreateRunAsync(new CreateRunRequest { Experiment = experiment });
        await engineer.FinishRunAsync(new FinishRunRequest { RunId = second.RunId, Status = RunStatus.Failed });
        await engineer.ArchiveRunAsync(new ArchiveRunRequest { RunId = others.RunId });

        (await FoundAsync(new ListRunsRequest())).ShouldBe([first.RunId, second.RunId]);
        (await FoundAsync(new ListRunsRequest { ShowArchived = true, Descending = true })).Count.ShouldBe(3);
        (await FoundAsync(new ListRunsRequest { Status = RunStatus.Failed })).ShouldBe([second.RunId]);
        (await FoundAsync(new ListRunsRequest { Tags = { ["team"] = "city" } })).ShouldBe([first.RunId]);
        (await FoundAsync(new ListRunsRequest { Creator = "amy", ShowArchived = true })).ShouldBe([others.RunId]);
        (await FoundAsync(new ListRunsRequest { StartTimeFrom = second.StartTime })).ShouldBe([second.RunId]);
        (await FoundAsync(new ListRunsRequest { StartTimeTo = second.StartTime })).ShouldBe([first.RunId]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => FoundAsync(new ListRunsRequest { Status = (RunStatus)99 })))
            .Fields().ShouldBe(["status"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => FoundAsync(new ListRunsRequest { PageToken = "garbage" })))
            .Fields().ShouldBe(["page_token"]);

        async Task<List<string>> FoundAsync(ListRunsRequest request)
        {
            request.Experiment = experiment;
            return [.. (await engineer.ListRunsAsync(request)).Runs.Select(run => run.RunId)];
        }
    }

    [Fact]
    public async Task experiments_are_found_by_name_and_tags_and_left_out_once_archived()
    {
        foreach (var name in (string[])["by-name-a", "by-name-b", "by-name-c"])
            await engineer.CreateExperimentAsync(new CreateExperimentRequest { Name = name, Tags = { ["last"] = name[^1..] } });
        await engineer.ArchiveExperimentAsync(new ArchiveExperimentRequest { Name = "by-name-a" });

        (await FoundAsync(new ListExperimentsRequest())).ShouldBe(["by-name-b", "by-name-c"]);
        (await FoundAsync(new ListExperimentsRequest { ShowArchived = true, Descending = true }))
            .ShouldBe(["by-name-c", "by-name-b", "by-name-a"]);
        (await FoundAsync(new ListExperimentsRequest { Tags = { ["last"] = "c" } })).ShouldBe(["by-name-c"]);

        async Task<IEnumerable<string>> FoundAsync(ListExperimentsRequest request)
        {
            request.NamePrefix = "by-name-";
            return (await engineer.ListExperimentsAsync(request)).Experiments.Select(experiment => experiment.Name);
        }
    }

    [Fact]
    public async Task a_list_costs_the_same_statements_however_long_it_is()
    {
        var experiment = await ExperimentAsync("counted");
        for (var i = 0; i < 5; i++) await ExperimentAsync($"counted-{i}");
        var run = await RunAsync(experiment);
        for (var i = 0; i < 5; i++)
        {
            await RunAsync(experiment);
            await system.UploadAsync(run, $"{i}.txt", "content");
            await engineer.LogBatchAsync(new LogBatchRequest
            {
                RunId = run,
                Metrics = { new Metric { Key = "loss", Step = i, Timestamp = Tracking.Given.Now.AddSeconds(i).ToTimestamp() } },
            });
        }

        using var queries = new QueryCount();
        foreach (var size in (int[])[1, 100])
        {
            (await queries.OfAsync(() => engineer.ListExperimentsAsync(new ListExperimentsRequest { PageSize = size }).ResponseAsync))
                .ShouldBe(1);
            // One more is whether there is such an experiment or run.
            var runs = new ListRunsRequest { Experiment = experiment, PageSize = size };
            (await queries.OfAsync(() => engineer.ListRunsAsync(runs).ResponseAsync)).ShouldBe(2);
            var artifacts = new ListArtifactsRequest { RunId = run, PageSize = size };
            (await queries.OfAsync(() => engineer.ListArtifactsAsync(artifacts).ResponseAsync)).ShouldBe(2);
            // The third is how far a page goes.
            var history = new GetMetricHistoryRequest { RunId = run, Key = "loss", PageSize = size };
            (await queries.OfAsync(() => engineer.GetMetricHistoryAsync(history).ResponseAsync)).ShouldBe(3);
        }
    }

    private async Task<string> ExperimentAsync(string name) =>
        (await engineer.CreateExperimentAsync(new CreateExperimentRequest { Name = name })).Name;

    private async Task<string> RunAsync(string experiment) =>
        (await engineer.CreateRunAsync(new CreateRunRequest { Experiment = experiment })).RunId;
}
