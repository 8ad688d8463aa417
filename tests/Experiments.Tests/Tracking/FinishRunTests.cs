using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using RunFinished = MlOps.Experiments.Tracking.RunFinished;
using RunStatus = MlOps.Contracts.Experiments.V1.RunStatus;
using Stored = MlOps.Experiments.Tracking.RunStatus;

namespace MlOps.Experiments.Tests.Tracking;

public class FinishRunTests
{
    [Theory]
    [InlineData(RunStatus.Finished, Stored.Finished)]
    [InlineData(RunStatus.Failed, Stored.Failed)]
    [InlineData(RunStatus.Killed, Stored.Killed)]
    public void ends_the_run(RunStatus status, Stored stored) =>
        FinishRun.Decide(Given.ActiveRun, Request(status), Given.Now).ShouldBe([new RunFinished(Given.RunId, stored, "done", Given.Now)]);

    [Fact]
    public void refuses_a_run_that_has_ended() =>
        Should.Throw<RuleBrokenException>(() => FinishRun.Decide(Given.FinishedRun, Request(RunStatus.Killed), Given.Now))
            .Rule.ShouldBe("run-active");

    [Fact]
    public void refuses_a_run_that_is_in_training() =>
        Should.Throw<RuleBrokenException>(() => FinishRun.Decide(Given.RunInTraining, Request(RunStatus.Finished), Given.Now))
            .Rule.ShouldBe("training-in-progress");

    private static FinishRunRequest Request(RunStatus status) => new() { RunId = Given.RunId, Status = status, StatusMessage = "done" };
}
