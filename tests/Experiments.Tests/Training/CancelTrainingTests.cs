using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tests.Tracking;
using MlOps.Experiments.Training;
using MlOps.ServiceDefaults.Errors;
using RunFinished = MlOps.Experiments.Tracking.RunFinished;
using RunStatus = MlOps.Experiments.Tracking.RunStatus;

namespace MlOps.Experiments.Tests.Training;

public class CancelTrainingTests
{
    private static readonly CancelTrainingRequest Request = new() { RunId = Given.RunId, Reason = "wrong data" };

    [Fact]
    public void ends_the_run_as_killed() =>
        CancelTraining.Decide(Given.RunInTraining, Request, Given.Now)
            .ShouldBe([new RunFinished(Given.RunId, RunStatus.Killed, "wrong data", Given.Now)]);

    [Fact]
    public void refuses_a_run_that_is_not_in_training() =>
        Should.Throw<RuleBrokenException>(() => CancelTraining.Decide(Given.ActiveRun, Request, Given.Now)).Rule.ShouldBe("in-training");
}
