using MlOps.Analytics;
using MlOps.Experiments.Tests.Tracking;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using MlOps.Runtime;
using MlOps.XGBoost;
using TensorSpec = MlOps.Runtime.TensorSpec;

namespace MlOps.Experiments.Tests.Training;

public sealed class ModelMakingTests : IDisposable
{
    private static readonly string[] BikeFeatures =
        ["season", "yr", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"];

    private readonly string directory = Directory.CreateTempSubdirectory("mlops-test-").FullName;
    private readonly ModelMaking making = new([new XGBoostTrainer()], [new XGBoostRuntime()], TimeProvider.System);

    [SkippableFact]
    public async Task agrees_with_the_reference_on_the_real_hours()
    {
        var path = SharedData.Require("bike-sharing/hour.csv");
        var plan = Given.Plan with
        {
            Hyperparameters = Given.Plan.Hyperparameters.SetItem("objective", "reg:squarederror").SetItem("eta", "0.1")
                .SetItem("max_depth", "6").SetItem("tree_method", "hist"),
            Rounds = 300,
            Features = [.. BikeFeatures],
            Label = "cnt",
            OrderBy = "instant",
            Seed = 0,
        };

        var files = new DataFiles("csv", ",", [.. BikeColumns(path)], ["sha256:dd"]);
        using var folder = new WorkFolder();
        var data = await TrainingSet.ReadAsync(plan, files, [path], folder, CancellationToken.None);
        var metrics = making.Make("run", plan, data, directory, _ => { }, CancellationToken.None);

        (data.Train.Rows, data.HeldOut.Rows).ShouldBe((13_903, 3_476));
        metrics["test_rmse"].ShouldBe(66.61, 66.61 * 0.005);
        metrics["test_r2"].ShouldBe(0.909, 0.002);
    }

    [Fact]
    public void writes_a_folder_that_says_what_the_model_takes_and_came_from()
    {
        var rounds = new List<RoundMetrics>();
        var plan = Given.Plan with { Rounds = 5 };

        var metrics = making.Make("run-1", plan, Demand(100), directory, rounds.Add, CancellationToken.None);

        rounds.Select(round => round.Round).ShouldBe([0, 1, 2, 3, 4]);
        metrics.Keys.ShouldBe(["test_mae", "test_r2", "test_rmse"]);
        metrics["test_rmse"].ShouldBe(rounds[^1].Values[RoundMetrics.Evaluation]["rmse"], 1e-3);
        var artifact = ModelArtifact.Read(ModelMaking.FolderIn(directory));
        artifact.Manifest.RunId.ShouldBe("run-1");
        artifact.Manifest.TrainingDataDigest.ShouldBe("sha256:cc");
        artifact.Manifest.CodeVersion.ShouldBe("1f2e3d");
        artifact.Manifest.Environment.Keys.ShouldContain("dotnet");
        artifact.Manifest.Signature.Inputs.ShouldBe([TensorSpec.Column("temp"), TensorSpec.Column("hum")]);
        artifact.Manifest.Signature.Outputs.ShouldBe([TensorSpec.Column("cnt")]);
        artifact.InputExample.ShouldNotBeNull().Columns.ShouldBe(["temp", "hum"]);
        var profile = artifact.ReferenceProfile.ShouldNotBeNull();
        profile.Rows.ShouldBe(80);
        profile.Features.Select(column => column.Name).ShouldBe(["temp", "hum"]);
        profile.Label.ShouldNotBeNull().Count.ShouldBe(80);
        profile.Prediction.ShouldNotBeNull().Count.ShouldBe(80);
    }

    [Fact]
    public void stops_between_rounds_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();

        Should.Throw<OperationCanceledException>(() =>
            making.Make("run", Given.Plan with { Rounds = 1000 }, Demand(100), directory, _ => cancellation.Cancel(), cancellation.Token));

        Directory.Exists(ModelMaking.FolderIn(directory)).ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static IEnumerable<DataColumn> BikeColumns(string path) =>
        File.ReadLines(path).First().Split(',').Select(name => new DataColumn(name, name == "dteday" ? "DATE" : "DOUBLE"));

    private static TrainingSet Demand(int rows)
    {
        var features = Enumerable.Range(0, rows * 2).Select(i => (float)(i * 37 % 101)).ToArray();
        var labels = Enumerable.Range(0, rows).Select(i => features[2 * i] * 2 + features[2 * i + 1]).ToArray();
        var cut = rows * 8 / 10;
        return new TrainingSet(
            new TrainingData(["temp", "hum"], features.AsMemory(..(2 * cut)), "cnt", labels.AsMemory(..cut)),
            new TrainingData(["temp", "hum"], features.AsMemory((2 * cut)..), "cnt", labels.AsMemory(cut..)));
    }
}
