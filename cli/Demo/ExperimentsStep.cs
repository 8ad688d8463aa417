using Grpc.Core;
using MlOps.Contracts.Experiments.V1;

namespace MlOps.Cli.Demo;

internal static class ExperimentsStep
{
    private const int Rounds = 300;

    public static async Task RunAsync(LifeContext life)
    {
        await Existing.OrCreatedAsync(async () => await life.Engineer.Experiments.CreateExperimentAsync(
            new CreateExperimentRequest { Name = life.Names.Experiment, Description = "Hourly bike demand" },
            cancellationToken: life.Cancellation));
        var started = await life.Engineer.Experiments.CreateRunAsync(
            new CreateRunRequest { Experiment = life.Names.Experiment, RunName = "xgboost", Tags = { ["purpose"] = "demo" } },
            cancellationToken: life.Cancellation);
        life.RunId = started.RunId;
        await life.Engineer.Experiments.StartTrainingAsync(new StartTrainingRequest
        {
            RunId = life.RunId,
            Spec = new TrainingSpec
            {
                Dataset = life.Names.TrainingDataset,
                Version = life.TrainingSetVersion,
                Algorithm = "xgboost",
                Hyperparameters = { ["objective"] = "reg:squarederror", ["eta"] = "0.1", ["max_depth"] = "6", ["tree_method"] = "hist" },
                Rounds = Rounds,
                Features = { HourlyDemand.Features },
                Label = "cnt",
                OrderBy = "event_timestamp",
                TrainFraction = HourlyDemand.TrainFraction,
                CodeVersion = "demo",
            },
        }, cancellationToken: life.Cancellation);

        var run = await FollowAsync(life);
        if (run.Status != RunStatus.Finished) throw new CommandFailedException($"Training ended as {run.Status}: {run.StatusMessage}");
        life.Summary.Rmse = Metric(run, "test_rmse");
        life.Summary.BaselineRmse = life.Hours.BaselineRmse();
        Narrator.Happened(
            $"run {run.RunId}: test RMSE {life.Summary.Rmse:F2}, R² {Metric(run, "test_r2"):F3}; "
            + $"the mean by weekday and hour gives {life.Summary.BaselineRmse:F2}");
    }

    private static Task<Run> FollowAsync(LifeContext life)
    {
        var told = -1L;
        return life.Engineer.Retries.OfStreams.ExecuteAsync(async cancellation =>
        {
            using var watch = life.Engineer.Experiments.WatchRun(
                new WatchRunRequest { RunId = life.RunId }, deadline: DateTime.UtcNow.AddMinutes(15), cancellationToken: cancellation);
            var run = new Run();
            await foreach (var now in watch.ResponseStream.ReadAllAsync(cancellation))
            {
                run = now;
                var metric = now.Metrics.FirstOrDefault(metric => metric.Key == "eval_rmse");
                if (metric is null || metric.Step < told + Rounds / 6) continue;
                told = metric.Step;
                Narrator.Happened($"round {metric.Step + 1}: RMSE {metric.Value:F2}");
            }
            return run;
        }, life.Cancellation).AsTask();
    }

    private static double Metric(Run run, string key) =>
        run.Metrics.FirstOrDefault(metric => metric.Key == key)?.Value ?? throw new CommandFailedException($"The run has no metric {key}.");
}
