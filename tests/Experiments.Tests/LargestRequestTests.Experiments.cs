using MlOps.Contracts.Experiments.V1;
using MlOps.ServiceHost;

namespace MlOps.Experiments.Tests;

public sealed partial class LargestRequestTests
{
    private void AddExperiments(LargestRequests rows) => rows
        .Add<CreateExperimentRequest, Experiment>(
            "CreateExperiment",
            () => Task.FromResult(LargestExperiment("largest")),
            async (request, answer) =>
            {
                (await EventAsync<ExperimentCreated>(e => e.Experiment == request.Name)).Tags.Equals(request.Tags).ShouldBeTrue();
                (await engineer.GetExperimentAsync(new GetExperimentRequest { Name = request.Name })).Equals(answer).ShouldBeTrue();
            },
            ("name", request => request.Name += "x"),
            ("description", request => request.Description += "x"),
            ("tags", request => request.Tags["one-more"] = ""),
            ("tags", request => request.Tags[request.Tags.Keys.First()] = new string('ä', 8000)),
            ($"tags.{LargestRun.Tags().Keys.First()}", request => request.Tags[LargestRun.Tags().Keys.First()] += "x"),
            ("request_id", request => request.RequestId += "x"))
        .Add<GetExperimentRequest, Experiment>(
            "GetExperiment",
            () => Task.FromResult(new GetExperimentRequest { Name = NameOf("largest") }),
            (_, answer) =>
            {
                answer.Description.Length.ShouldBe(5000);
                return Task.CompletedTask;
            },
            ("name", request => request.Name += "x"))
        .Add<ListExperimentsRequest, ListExperimentsResponse>(
            "ListExperiments",
            async () =>
            {
                for (var i = 0; i < 5; i++) await engineer.CreateExperimentAsync(LargestExperiment($"listed-{i}"));
                return new ListExperimentsRequest { NamePrefix = "listed-0".PadRight(128, 'n'), Tags = { LargestRun.Tags() } };
            },
            async (request, answer) =>
            {
                answer.Experiments.Count.ShouldBe(1);
                request.NamePrefix = "listed-";
                (await Pages.ReadAsync<string>(1000, async (size, token) =>
                {
                    var page = await engineer.ListExperimentsAsync(new(request) { PageSize = size, PageToken = token });
                    page.Experiments.Count.ShouldBeLessThan(5);
                    return (page.Experiments.Select(experiment => experiment.Name), page.NextPageToken);
                })).Count.ShouldBe(5);
            },
            ("name_prefix", request => request.NamePrefix += "x"),
            ("tags", request => request.Tags["one-more"] = ""))
        .Add<UpdateExperimentRequest, Experiment>(
            "UpdateExperiment",
            () => Task.FromResult(new UpdateExperimentRequest
            {
                Name = NameOf("largest"), Description = new string('x', 5000), Tags = { LargestRun.Tags("new-") }, Reason = Reason,
                RequestId = RequestId, UpdateMask = Mask("description"),
            }),
            async (request, answer) =>
            {
                answer.Tags.Equals(request.Tags).ShouldBeTrue();
                (await EventAsync<ExperimentUpdated>(e => e.Experiment == request.Name)).Tags.Equals(request.Tags).ShouldBeTrue();
            },
            ("update_mask", request => request.UpdateMask.Paths.Add("tags.one-more")),
            ("description", request => request.Description += "x"),
            ("tags", request => request.Tags["one-more"] = ""),
            ("reason", request => request.Reason += "x"))
        .Add<ArchiveExperimentRequest, Experiment>(
            "ArchiveExperiment",
            () => Task.FromResult(new ArchiveExperimentRequest { Name = NameOf("largest"), Reason = Reason, RequestId = RequestId }),
            async (request, answer) =>
            {
                answer.Archived.ShouldBeTrue();
                await EventAsync<ExperimentArchived>(e => e.Experiment == request.Name);
            },
            ("name", request => request.Name += "x"),
            ("reason", request => request.Reason += "x"));
}
