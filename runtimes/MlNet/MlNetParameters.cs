using System.Globalization;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>The validated parameters of a training: the trainer, the task, and the trainer's settings.</summary>
internal sealed class MlNetParameters
{
    private const int MaxLeaves = 1024;
    private static readonly string[] OfAll = ["trainer", "task", "seed"];
    private static readonly string[] OfLinear = ["l1_regularization", "l2_regularization"];
    private static readonly string[] OfForest = ["number_of_leaves", "minimum_example_count_per_leaf"];

    private static readonly Dictionary<string, string[]> Settings = new()
    {
        ["fast_tree"] = [.. OfForest, "learning_rate"], ["fast_forest"] = OfForest, ["sdca"] = OfLinear, ["lbfgs"] = OfLinear,
    };

    private readonly IReadOnlyDictionary<string, string> values;
    private readonly List<string> faults = [];

    /// <exception cref="ArgumentException">Parameters are unknown to the trainer or out of range; the message names them all.</exception>
    public MlNetParameters(TrainingSpec spec)
    {
        (values, Rounds) = (spec.Parameters, spec.Rounds);
        Trainer = values.GetValueOrDefault("trainer", "fast_tree");
        Task = values.GetValueOrDefault("task") == "binary" ? MlNetTask.Binary : MlNetTask.Regression;
        Seed = (int)(Whole("seed", 0, long.MinValue, long.MaxValue) & int.MaxValue);
        NumberOfLeaves = (int)Whole("number_of_leaves", 20, 2, MaxLeaves);
        MinimumExampleCountPerLeaf = (int)Whole("minimum_example_count_per_leaf", 10, 1, int.MaxValue);
        LearningRate = Number("learning_rate", 0.2f, float.Epsilon);
        L1Regularization = Number("l1_regularization", 0.01f, 0);
        L2Regularization = Number("l2_regularization", 0.01f, 0);

        Require(Rounds is >= 1 and <= TrainingSpec.MaxRounds, $"Rounds must be from 1 to {TrainingSpec.MaxRounds}, not {Rounds}.");
        var task = values.GetValueOrDefault("task", "regression");
        Require(task is "regression" or "binary", $"task must be regression or binary, not '{task}'.");
        if (Settings.TryGetValue(Trainer, out var settings))
        {
            string[] known = [.. OfAll, .. settings], unknown = [.. values.Keys.Except(known).Order(StringComparer.Ordinal)];
            Require(unknown.Length == 0, $"{Trainer} has no parameters {string.Join(", ", unknown)}; it has {string.Join(", ", known)}.");
        }
        else
        {
            faults.Add($"trainer must be one of {string.Join(", ", Settings.Keys)}, not '{Trainer}'.");
        }

        if (faults.Count > 0) throw new ArgumentException(string.Join(' ', faults), nameof(spec));
    }

    public int Rounds { get; }

    public string Trainer { get; }

    public MlNetTask Task { get; }

    public int Seed { get; }

    public int NumberOfLeaves { get; }

    public int MinimumExampleCountPerLeaf { get; }

    public float LearningRate { get; }

    public float L1Regularization { get; }

    public float L2Regularization { get; }

    private void Require(bool holds, string fault)
    {
        if (!holds) faults.Add(fault);
    }

    private long Whole(string name, long otherwise, long least, long most)
    {
        if (!values.TryGetValue(name, out var text)) return otherwise;
        var isWhole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        Require(isWhole && number >= least && number <= most, $"{name} must be a whole number from {least} to {most}, not '{text}'.");
        return number;
    }

    private float Number(string name, float otherwise, float least)
    {
        if (!values.TryGetValue(name, out var text)) return otherwise;
        var isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        var range = least > 0 ? "greater than 0" : "of at least 0";
        Require(isNumber && float.IsFinite(number) && number >= least, $"{name} must be a number {range}, not '{text}'.");
        return number;
    }
}
