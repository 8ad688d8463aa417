using System.Collections.Immutable;
using MlOps.Experiments.Tracking;

namespace MlOps.Experiments.Tests.Tracking;

/// <summary>Runs in the states that decisions start from, each made of its events.</summary>
internal static class Given
{
    public const string RunId = "0198c0ffee00700080000000000000aa";

    public static DateTimeOffset Now { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static TrainingPlan Plan { get; } = new(
        "bike-training", 3, "sha256:cc", "sha256:ff", "xgboost", ImmutableSortedDictionary<string, string>.Empty.Add("eta", "0.1"), 300,
        ["temp", "hum"], "cnt", "dteday", 0.8, 7, "1f2e3d");

    public static DataFiles Files { get; } = new(
        "csv",
        ",",
        [new DataColumn("dteday", "DATE"), new("temp", "DOUBLE"), new("hum", "DOUBLE"), new("cnt", "BIGINT")],
        ["sha256:dd"]);

    public static LoggedModel Model { get; } = new(
        "model", "sha256:aa", "xgboost",
        new ModelSignature([new TensorSpec("temp", "FP32", [-1])], [new TensorSpec("cnt", "FP32", [-1])]),
        new InputExample(["temp"], [[0.5], [null]]),
        "sha256:bb");

    public static Experiment Experiment { get; } = Experiment.Create(
        new ExperimentCreated("bikes", "Bikes per hour", ImmutableSortedDictionary<string, string>.Empty.Add("team", "city"), "eve", Now));

    public static Run ActiveRun { get; } = Run.Create(new RunStarted(
        RunId, "bikes", "first", ImmutableSortedDictionary<string, string>.Empty, [], "eve", Now));

    public static Run RunWithParam { get; } = ActiveRun.Apply(new RunDataLogged(
        RunId,
        ImmutableSortedDictionary<string, string>.Empty.Add("eta", "0.1"),
        ImmutableSortedDictionary<string, string>.Empty.Add("team", "city")));

    public static Run RunInTraining { get; } = RunWithParam.Apply(new TrainingStarted(RunId, Plan));

    public static Run FinishedRun { get; } = RunWithParam.Apply(new RunFinished(RunId, RunStatus.Finished, "", Now));

    public static Run ArchivedRun { get; } = FinishedRun.Apply(new RunArchived(RunId));

    public static MetricPoint Point(string key, double value, long step = 0, int ms = 0) => new(key, value, step, Now.AddMilliseconds(ms));
}
