using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Experiments.V1;
using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using MlOps.Operations;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using OperationState = MlOps.Contracts.Operations.V1.OperationState;
using Run = MlOps.Contracts.Experiments.V1.Run;
using RunFinished = MlOps.Experiments.Tracking.RunFinished;
using RunStatus = MlOps.Contracts.Experiments.V1.RunStatus;
using Stored = MlOps.Experiments.Tracking.Run;
using StoredStatus = MlOps.Experiments.Tracking.RunStatus;
using TrainingSpec = MlOps.Contracts.Experiments.V1.TrainingSpec;

namespace MlOps.Experiments.Tests;

public class TrainingTests(ExperimentsSystem system) : IClassFixture<ExperimentsSystem>
{
    [Fact]
    public async Task trains_logs_every_round_and_finishes_the_run()
    {
        var data = await system.ImportAsync("demand", Demand(400));
        var run = await StartAsync("demand", rounds: 40);

        var finished = await system.EndOfAsync(run.RunId);

        finished.Status.ShouldBe(RunStatus.Finished, finished.StatusMessage);
        var operation = await system.OperationAsync(run.RunId);
        (operation.Kind, operation.Subject, operation.Progress).ShouldBe(("training", $"run/{run.RunId}", 1));
        operation.Result.Unpack<Run>().ShouldBe(finished);
        finished.Params["eta"].ShouldBe("0.3");
        var input = finished.Inputs.ShouldHaveSingleItem();
        (input.Dataset, input.Version, input.Digest, input.Context).ShouldBe(("demand", 1, data.Digest, "training"));
        var metrics = finished.Metrics.ToDictionary(metric => metric.Key);
        metrics.Keys.ShouldBe(["eval_rmse", "test_mae", "test_r2", "test_rmse", "train_rmse"], ignoreOrder: true);
        metrics["test_rmse"].Value.ShouldBe(metrics["eval_rmse"].Value, 1e-2);
        metrics["test_r2"].Value.ShouldBeGreaterThan(0.9);
        foreach (var key in new[] { "train_rmse", "eval_rmse" })
        {
            var history = (await system.Engineer.GetMetricHistoryAsync(new GetMetricHistoryRequest { RunId = run.RunId, Key = key }))
                .Metrics;
            history.Select(metric => metric.Step).ShouldBe(Enumerable.Range(0, 40).Select(step => (long)step));
        }
    }

    [Fact]
    public async Task rounds_whose_logging_was_broken_off_are_logged_the_next_time()
    {
        var run = await system.NewRunAsync();
        await using var scope = system.Experiments.Services.CreateAsyncScope();
        using var acting = scope.ServiceProvider.GetRequiredService<ServiceIdentity>().Act();
        var progress = new OperationProgress((_, _, _) => Task.CompletedTask, TimeProvider.System);
        var rounds = new RoundLog(scope.ServiceProvider.GetRequiredService<RunMutations>(), run.RunId, 1, progress, TimeProvider.System);
        rounds.Add(new RoundMetrics(0, new Dictionary<string, IReadOnlyDictionary<string, double>>
        {
            [RoundMetrics.Train] = new Dictionary<string, double> { ["rmse"] = 7 },
        }));

        await Should.ThrowAsync<OperationCanceledException>(() => rounds.FlushAsync(new CancellationToken(canceled: true)));
        await rounds.FlushAsync(CancellationToken.None);

        var history = (await system.Engineer.GetMetricHistoryAsync(new GetMetricHistoryRequest { RunId = run.RunId, Key = "train_rmse" }))
            .Metrics;
        history.ShouldHaveSingleItem().Value.ShouldBe(7);
    }

    [Fact]
    public async Task logs_a_model_with_its_signature_and_profile()
    {
        await system.ImportAsync("signed", Demand(100));
        var run = await StartAsync("signed", rounds: 3);

        var model = (await system.EndOfAsync(run.RunId)).Model;

        (model.Path, model.Flavor).ShouldBe(("model", "xgboost"));
        model.Signature.Inputs.Concat(model.Signature.Outputs).Select(tensor => (tensor.Name, tensor.Datatype, tensor.Shape.Single()))
            .ShouldBe([("temp", "FP32", -1), ("hum", "FP32", -1), ("cnt", "FP32", -1)]);
        model.InputExample.Columns.ShouldBe(["temp", "hum"]);
        model.InputExample.Rows.ShouldHaveSingleItem().Values.Count.ShouldBe(2);
        var artifacts = (await system.Engineer.ListArtifactsAsync(new ListArtifactsRequest { RunId = run.RunId })).Artifacts;
        artifacts.Select(artifact => artifact.Path)
            .ShouldBe(["model/MLmodel", "model/input_example.json", "model/model.ubj", "model/reference_profile.json"]);
        artifacts.Single(artifact => artifact.Path.EndsWith("profile.json", StringComparison.Ordinal))
            .Digest.ShouldBe(model.ReferenceProfileDigest);
        model.Digest.ShouldStartWith("sha256:");
    }

    [Fact]
    public async Task goes_on_after_a_restart_of_the_service()
    {
        await system.ImportAsync("restarted", Demand(2000));
        var run = await StartAsync("restarted", rounds: 2000);
        await Eventually.HoldsAsync(
            async () => (await system.Engineer.GetRunAsync(new GetRunRequest { RunId = run.RunId })).Metrics.Count > 0);

        await system.Experiments.RestartAsync();

        var finished = await system.EndOfAsync(run.RunId);
        finished.Status.ShouldBe(RunStatus.Finished, finished.StatusMessage);
        var history = (await system.Engineer.GetMetricHistoryAsync(
            new GetMetricHistoryRequest { RunId = run.RunId, Key = "train_rmse", PageSize = 5000 })).Metrics;
        history.Select(metric => metric.Step).ShouldBe(Enumerable.Range(0, 2000).Select(step => (long)step));
    }

    [Fact]
    public async Task watchers_are_told_that_the_service_stops()
    {
        var run = await system.NewRunAsync();
        using var call = system.Engineer.WatchRun(new WatchRunRequest { RunId = run.RunId });
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();

        var restart = system.Experiments.RestartAsync();

        await Refused.WithAsync(StatusCode.Unavailable, () => call.ResponseStream.MoveNext(default));
        await restart;
    }

    [Fact]
    public async Task is_killed_by_cancelling_it()
    {
        await system.ImportAsync("cancelled", Demand(2000));
        var run = await StartAsync("cancelled", rounds: 100_000);
        await Eventually.HoldsAsync(
            async () => (await system.Engineer.GetRunAsync(new GetRunRequest { RunId = run.RunId })).Metrics.Count > 0);

        var cancelled = await system.CancelAsync(run.RunId, "wrong data");

        cancelled.State.ShouldBe(OperationState.Cancelled);
        var killed = await system.EndOfAsync(run.RunId);
        (killed.Status, killed.StatusMessage).ShouldBe((RunStatus.Killed, "wrong data"));
        // The worker is free again: the next training gets through.
        var next = await StartAsync("cancelled", rounds: 2);
        (await system.EndOfAsync(next.RunId)).Status.ShouldBe(RunStatus.Finished);
        (await system.Engineer.GetRunAsync(new GetRunRequest { RunId = run.RunId })).ShouldBe(killed);
    }

    [Fact]
    public async Task fails_with_the_reason_of_the_library()
    {
        await system.ImportAsync("refused", Demand(100));
        var run = await StartAsync("refused", rounds: 3, objective: "reg:nonsense");

        var failed = await system.EndOfAsync(run.RunId);

        failed.Status.ShouldBe(RunStatus.Failed);
        failed.StatusMessage.ShouldContain("reg:nonsense");
        failed.Model.ShouldBeNull();
        var operation = await system.OperationAsync(run.RunId);
        (operation.State, operation.Error.Code).ShouldBe((OperationState.Failed, (int)StatusCode.FailedPrecondition));
        operation.Error.Message.ShouldBe(failed.StatusMessage);
    }

    [Fact]
    public async Task is_refused_when_it_does_not_fit_the_data()
    {
        await system.ImportAsync("misfit", "day,temp,name,cnt\n2026-01-01,1,x,2\n2026-01-02,2,y,4\n");
        var run = await system.NewRunAsync();
        var spec = SpecOf("misfit", 3, "reg:squarederror");
        spec.Features.Clear();
        spec.Features.Add(["temp", "name", "wind"]);
        spec.OrderBy = "hour";

        (await Refused.WithAsync(StatusCode.InvalidArgument, () =>
            system.Engineer.StartTrainingAsync(new StartTrainingRequest { RunId = run.RunId, Spec = spec }).ResponseAsync))
            .Fields().ShouldBe(["spec.features[1]", "spec.features[2]", "spec.order_by"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Engineer.StartTrainingAsync(
            new StartTrainingRequest
            {
                RunId = run.RunId,
                Spec = new TrainingSpec
                {
                    Dataset = "misfit", Algorithm = "magic", TrainFraction = 1, Label = "cnt", Features = { "cnt", "cnt" },
                },
            }).ResponseAsync))
            .Fields().ShouldBe(["spec.algorithm", "spec.rounds", "spec.features", "spec.label", "spec.order_by", "spec.train_fraction"]);
        spec.Dataset = "nobody";
        await Refused.WithAsync(StatusCode.NotFound, () =>
            system.Engineer.StartTrainingAsync(new StartTrainingRequest { RunId = run.RunId, Spec = spec }).ResponseAsync);
    }

    [Fact]
    public async Task watchers_see_each_state_once_and_the_end()
    {
        await system.ImportAsync("watched", Demand(100));
        var run = await StartAsync("watched", rounds: 20);

        var states = await system.WatchAsync(run.RunId);

        states.Select(state => state.Revision).ShouldBe(states.Select(state => state.Revision).Distinct().Order());
        states[^1].Status.ShouldBe(RunStatus.Finished);
        await Refused.WithAsync(StatusCode.NotFound, () => system.WatchAsync("nobody"));
    }

    [Fact]
    public async Task watchers_see_what_another_node_did()
    {
        var run = await system.NewRunAsync();
        await using var other = await system.Experiments.StartSecondNodeAsync();
        using var call = new ExperimentTracking.ExperimentTrackingClient(other.ChannelAs("eve", "engineer"))
            .WatchRun(new WatchRunRequest { RunId = run.RunId });
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();

        var logged = await system.Engineer.LogBatchAsync(new LogBatchRequest { RunId = run.RunId, Tags = { ["team"] = "city" } });

        // Sooner than by looking again.
        (await call.ResponseStream.MoveNext(default).WaitAsync(CommitSignals.LookAgain / 2)).ShouldBeTrue();
        call.ResponseStream.Current.ShouldBe(logged);
    }

    [Fact]
    public async Task watchers_see_a_change_whose_signal_was_lost()
    {
        var run = await system.NewRunAsync();
        using var call = system.Engineer.WatchRun(new WatchRunRequest { RunId = run.RunId });
        (await call.ResponseStream.MoveNext(default)).ShouldBeTrue();

        // Without RunMutations, which would signal.
        using (system.Experiments.Services.GetRequiredService<ServiceIdentity>().Act())
        {
            await using var scope = system.Experiments.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Mutations>().ApplyAsync<Stored>(
                Stored.StreamOf(run.RunId), new Empty(), (_, now) => [new RunFinished(run.RunId, StoredStatus.Finished, "unheard", now)],
                CancellationToken.None);
        }

        (await call.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        call.ResponseStream.Current.StatusMessage.ShouldBe("unheard");
    }

    private async Task<Run> StartAsync(string dataset, int rounds, string objective = "reg:squarederror")
    {
        var run = await system.NewRunAsync();
        await system.Engineer.StartTrainingAsync(new StartTrainingRequest { RunId = run.RunId, Spec = SpecOf(dataset, rounds, objective) });
        return run;
    }

    internal static TrainingSpec SpecOf(string dataset, int rounds, string objective) => new()
    {
        Dataset = dataset,
        Algorithm = "xgboost",
        Hyperparameters = { ["objective"] = objective, ["eta"] = "0.3", ["max_depth"] = "4", ["tree_method"] = "hist" },
        Rounds = rounds,
        Features = { "temp", "hum" },
        Label = "cnt",
        OrderBy = "day",
        TrainFraction = 0.8,
    };

    internal static string Demand(int rows) => "day,temp,hum,cnt\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
    {
        var (temp, hum) = (i * 37 % 101 / 10.0, i * 53 % 97 / 10.0);
        return string.Create(
            CultureInfo.InvariantCulture, $"{new DateTime(2026, 1, 1).AddHours(i):yyyy-MM-dd HH:mm:ss},{temp},{hum},{2 * temp + hum}\n");
    }));
}
