using System.Collections.Immutable;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;

namespace MlOps.Experiments.Tests.Tracking;

/// <summary>Runs in the states that decisions start from, each made of its events.</summary>
internal static class Given
{
    public const string RunId = "0198c0ffee00700080000000000000aa";

    public static DateTimeOffset Now { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static TrainingPlan Plan { get; } = new(
        "bike-training", 3, "sha256:cc", new DataFiles("parquet", "", [new DataColumn("dteday", "DATE"), new DataColumn("temp", "DOUBLE"), new DataColumn("hum", "DOUBLE"), new DataColumn("cnt", "BIGINT")], ["sha256:dd"]), "xgboost",
        ImmutableSortedDictionary<string, string>.Empty.Add("eta", "0.1"), 300, ["temp", "hum"], "cnt", "dteday", 0.8, 7, "1f2e3d");

    public static Run ActiveRun { get; } = Run.Create(new RunStarted(
        RunId, "bikes", "first", ImmutableSortedDictionary<string, string>.Empty, [], "eve", Now));

    public static Run RunWithParam { get; } = ActiveRun.Apply(new RunDataLogged(
        RunId, ImmutableSortedDictionary<string, string>.Empty.Add("eta", "0.1"), ImmutableSortedDictionary<string, string>.Empty.Add("team", "city")));

    public static Run RunInTraining { get; } = RunWithParam.Apply(new TrainingStarted(RunId, Plan));

    public static Run FinishedRun { get; } = RunWithParam.Apply(new RunFinished(RunId, RunStatus.Finished, "", Now));

    public static MetricPoint Point(string key, double value, long step = 0, int ms = 0) => new(key, value, step, Now.AddMilliseconds(ms));
}
