using System.Globalization;
using MlOps.Contracts.Experiments.V1;
using MlOps.Runtime;
using Run = MlOps.Contracts.Experiments.V1.Run;
using RunStatus = MlOps.Contracts.Experiments.V1.RunStatus;
using TrainingSpec = MlOps.Contracts.Experiments.V1.TrainingSpec;

namespace MlOps.Experiments.Tests;

/// <summary>What a build with ML.NET adds: the algorithm mlnet.</summary>
public class MlNetTests(ExperimentsSystem system) : IClassFixture<ExperimentsSystem>
{
    [Theory]
    [InlineData("fast_tree")]
    [InlineData("fast_forest")]
    [InlineData("sdca")]
    [InlineData("lbfgs")]
    public async Task trains_a_regression_and_measures_it(string trainer)
    {
        var run = await TrainAsync(new() { ["trainer"] = trainer }, rounds: 40);

        var finished = await system.EndOfAsync(run.RunId);

        finished.Status.ShouldBe(RunStatus.Finished, finished.StatusMessage);
        var metrics = finished.Metrics.ToDictionary(metric => metric.Key);
        metrics.Keys.ShouldBe(["eval_mae", "eval_rmse", "test_mae", "test_r2", "test_rmse", "train_mae", "train_rmse"], ignoreOrder: true);
        metrics["test_rmse"].Value.ShouldBe(metrics["eval_rmse"].Value, 1e-6);
        (metrics["eval_rmse"].Step, metrics["test_r2"].Value)
            .ShouldSatisfyAllConditions(m => m.Step.ShouldBe(39), m => m.Value.ShouldBeGreaterThan(0.7));
        (finished.Model.Path, finished.Model.Flavor).ShouldBe(("model", "mlnet"));
        var artifacts = (await system.Engineer.ListArtifactsAsync(new ListArtifactsRequest { RunId = run.RunId })).Artifacts;
        artifacts.Select(artifact => artifact.Path)
            .ShouldBe(["model/MLmodel", "model/input_example.json", "model/model.zip", "model/reference_profile.json"]);
    }

    [Fact]
    public async Task fails_with_every_fault_of_the_parameters()
    {
        var run = await TrainAsync(new() { ["trainer"] = "sdca", ["l1_regularization"] = "much", ["number_of_leaves"] = "9" }, rounds: 5);

        var failed = await system.EndOfAsync(run.RunId);

        failed.Status.ShouldBe(RunStatus.Failed);
        failed.StatusMessage.ShouldContain("l1_regularization must be a number of at least 0, not 'much'.");
        failed.StatusMessage.ShouldContain("sdca has no parameters number_of_leaves");
        failed.Model.ShouldBeNull();
    }

    [Fact]
    public async Task is_killed_by_cancelling_it()
    {
        var run = await TrainAsync([], rounds: Runtime.TrainingSpec.MaxRounds);

        await system.CancelAsync(run.RunId, "too slow");

        (await system.EndOfAsync(run.RunId)).Status.ShouldBe(RunStatus.Killed);
        // The worker is free again: the next training gets through.
        var next = await TrainAsync([], rounds: 2);
        (await system.EndOfAsync(next.RunId)).Status.ShouldBe(RunStatus.Finished);
    }

    private async Task<Run> TrainAsync(Dictionary<string, string> hyperparameters, int rounds)
    {
        var dataset = $"demand-{Guid.NewGuid():n}";
        await system.ImportAsync(dataset, Demand(400));
        var run = await system.NewRunAsync();
        await system.Engineer.StartTrainingAsync(new StartTrainingRequest
        {
            RunId = run.RunId,
            Spec = new TrainingSpec
            {
                Dataset = dataset, Algorithm = "mlnet", Hyperparameters = { hyperparameters }, Rounds = rounds,
                Features = { "temp", "hum" }, Label = "cnt", OrderBy = "day", TrainFraction = 0.8,
            },
        });
        return run;
    }

    private static string Demand(int rows) => "day,temp,hum,cnt\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
    {
        var (temp, hum) = (i * 37 % 101 / 10.0, i * 53 % 97 / 10.0);
        return string.Create(
            CultureInfo.InvariantCulture, $"{new DateTime(2026, 1, 1).AddHours(i):yyyy-MM-dd HH:mm:ss},{temp},{hum},{2 * temp + hum}\n");
    }));
}
