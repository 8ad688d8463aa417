using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using Experiment = MlOps.Experiments.Tracking.Experiment;
using ExperimentArchived = MlOps.Experiments.Tracking.ExperimentArchived;
using ExperimentUpdated = MlOps.Experiments.Tracking.ExperimentUpdated;
using Run = MlOps.Experiments.Tracking.Run;
using RunArchived = MlOps.Experiments.Tracking.RunArchived;
using RunUpdated = MlOps.Experiments.Tracking.RunUpdated;

namespace MlOps.Experiments.Tests.Tracking;

public class UpdateTests
{
    [Fact]
    public void an_experiment_changes_in_the_fields_of_the_mask()
    {
        var updated = UpdateExperiment.Decide(Given.Experiment, Experiment("description")).ShouldHaveSingleItem();

        Given.Experiment.Apply(updated.ShouldBeOfType<ExperimentUpdated>())
            .ShouldBe(Given.Experiment with { Description = "new", Revision = 2 });
    }

    [Fact]
    public void an_update_that_changes_nothing_records_nothing() =>
        UpdateRun.Decide(Given.RunWithParam, Run("tags.absent")).ShouldBeEmpty();

    [Theory]
    [InlineData("tags", "new:1")]
    [InlineData("tags.new", "new:1,team:city")]
    [InlineData("tags.team", "")]
    [InlineData("run_name", "team:city")]
    public void tags_are_replaced_together_set_or_removed_one_by_one(string path, string tags)
    {
        var updated = UpdateRun.Decide(Given.RunWithParam, Run(path)).Single().ShouldBeOfType<RunUpdated>();

        string.Join(',', updated.Tags.Select(tag => $"{tag.Key}:{tag.Value}")).ShouldBe(tags);
        updated.RunName.ShouldBe(path == "run_name" ? "second" : "first");
    }

    [Fact]
    public void a_run_that_has_ended_can_be_described_but_not_one_that_is_archived()
    {
        UpdateRun.Decide(Given.FinishedRun, Run("run_name")).ShouldHaveSingleItem();
        Should.Throw<RuleBrokenException>(() => UpdateRun.Decide(Given.ArchivedRun, Run("run_name"))).Rule.ShouldBe("run-archived");
        Should.Throw<NotFoundException>(() => UpdateRun.Decide(null, Run("run_name")));
    }

    [Fact]
    public void more_tags_than_a_run_may_have_are_refused()
    {
        var tags = Enumerable.Range(0, Limits.RunTags).ToImmutableSortedDictionary(i => $"t{i}", _ => "");
        var full = Given.ActiveRun.Apply(new RunUpdated(Given.RunId, "full", tags));

        Should.Throw<LimitExceededException>(() => UpdateRun.Decide(full, Run("tags.new"))).Limit.ShouldBe("tags");
    }

    [Fact]
    public void archiving_twice_records_it_once()
    {
        ArchiveRun.Decide(Given.FinishedRun, new ArchiveRunRequest { RunId = Given.RunId }).ShouldBe([new RunArchived(Given.RunId)]);
        ArchiveRun.Decide(Given.ArchivedRun, new ArchiveRunRequest { RunId = Given.RunId }).ShouldBeEmpty();
        ArchiveExperiment.Decide(Given.Experiment, new ArchiveExperimentRequest { Name = "bikes" })
            .ShouldBe([new ExperimentArchived("bikes")]);
        ArchiveExperiment.Decide(Archived, new ArchiveExperimentRequest { Name = "bikes" }).ShouldBeEmpty();
    }

    [Fact]
    public void a_run_in_training_is_not_archived() =>
        Should.Throw<RuleBrokenException>(() => ArchiveRun.Decide(Given.RunInTraining, new ArchiveRunRequest { RunId = Given.RunId }))
            .Rule.ShouldBe("training-in-progress");

    [Fact]
    public void nothing_is_logged_to_an_archived_run()
    {
        var batch = new LogBatchRequest { RunId = Given.RunId, Tags = { ["a"] = "b" } };
        Should.Throw<RuleBrokenException>(() => LogBatch.Decide(Given.ArchivedRun, batch, MetricSegment.Of([])).ToList())
            .Rule.ShouldBe("run-archived");
    }

    [Fact]
    public void no_run_starts_in_an_archived_experiment() =>
        Should.Throw<RuleBrokenException>(() =>
            CreateRun.Decide(Archived, Given.RunId, new CreateRunRequest { Experiment = "bikes" }, "eve", Given.Now).ToList())
            .Rule.ShouldBe("experiment-archived");

    [Theory]
    [InlineData("run_name", true)]
    [InlineData("tags", true)]
    [InlineData("tags.a/b.c", true)]
    [InlineData("tags.", false)]
    [InlineData("status", false)]
    [InlineData("description", false)]
    public void a_mask_names_what_can_be_changed(string path, bool allowed)
    {
        var faults = new Faults();
        UpdateMask.Check(faults, new FieldMask { Paths = { path } }, "run_name");
        faults.Any.ShouldBe(!allowed);
    }

    private static Experiment Archived => Given.Experiment.Apply(new ExperimentArchived("bikes"));

    private static UpdateExperimentRequest Experiment(string path) =>
        new() { Name = "bikes", Description = "new", UpdateMask = new FieldMask { Paths = { path } } };

    private static UpdateRunRequest Run(string path) => new()
    {
        RunId = Given.RunId, RunName = "second", Tags = { ["new"] = "1" }, UpdateMask = new FieldMask { Paths = { path } },
    };
}
