using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Tests.Tracking;
using MlOps.Experiments.Training;
using MlOps.ServiceDefaults.Errors;
using Run = MlOps.Experiments.Tracking.Run;
using RunDataLogged = MlOps.Experiments.Tracking.RunDataLogged;
using TrainingStarted = MlOps.Experiments.Tracking.TrainingStarted;

namespace MlOps.Experiments.Tests.Training;

public class StartTrainingTests
{
    [Fact]
    public void pins_the_version_and_its_files()
    {
        var started = Decide(Given.ActiveRun)[1].ShouldBeOfType<TrainingStarted>();

        started.Plan.Version.ShouldBe(3);
        started.Plan.DatasetDigest.ShouldBe("sha256:cc");
        started.Plan.DataDigest.ShouldBe("sha256:dd");
        Given.ActiveRun.Apply(started).Inputs.ShouldHaveSingleItem().Context.ShouldBe("training");
    }

    [Fact]
    public void logs_the_hyperparameters_as_params()
    {
        var data = Decide(Given.ActiveRun)[0].ShouldBeOfType<RunDataLogged>();

        data.Params.ShouldBe([new("eta", "0.1"), new("rounds", "300")]);
    }

    [Fact]
    public void refuses_hyperparameters_that_contradict_a_param() =>
        Should.Throw<RuleBrokenException>(() => Decide(Given.RunWithParam, eta: "0.3")).Rule.ShouldBe("params-immutable");

    [Fact]
    public void refuses_a_second_training() =>
        Should.Throw<RuleBrokenException>(() => Decide(Given.RunInTraining)).Rule.ShouldBe("one-training");

    [Fact]
    public void refuses_a_run_that_has_ended() =>
        Should.Throw<RuleBrokenException>(() => Decide(Given.FinishedRun)).Rule.ShouldBe("run-active");

    private static object[] Decide(Run run, string eta = "0.1") => [.. StartTraining.Decide(
        run,
        new StartTrainingRequest
        {
            RunId = Given.RunId,
            Spec = new TrainingSpec
            {
                Dataset = "bike-training",
                Algorithm = "xgboost",
                Hyperparameters = { ["eta"] = eta },
                Rounds = 300,
                Features = { "temp", "hum" },
                Label = "cnt",
                OrderBy = "dteday",
                TrainFraction = 0.8,
            },
        },
        new PinnedData("bike-training", 3, "sha256:cc", "sha256:dd"))];
}
