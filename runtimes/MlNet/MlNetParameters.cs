using System.Globalization;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>The parameters of a training: which trainer (<c>fast_tree</c>, <c>fast_forest</c>, <c>sdca</c>, <c>lbfgs</c>), which task, and its settings.</summary>
internal sealed class MlNetParameters
{
    private static readonly string[] Names =
        ["trainer", "task", "seed", "number_of_leaves", "minimum_example_count_per_leaf", "learning_rate", "l1_regularization", "l2_regularization"];

    private readonly IReadOnlyDictionary<string, string> values;

    /// <exception cref="ArgumentException">A parameter is unknown.</exception>
    public MlNetParameters(TrainingSpec spec)
    {
        if (spec.Rounds is < 1 or > TrainingSpec.MaxRounds)
            throw new ArgumentException($"Rounds must be from 1 to {TrainingSpec.MaxRounds}, not {spec.Rounds}.", nameof(spec));
        var unknown = spec.Parameters.Keys.Except(Names).ToList();
        if (unknown.Count > 0) throw new ArgumentException($"ML.NET has no parameters {string.Join(", ", unknown)}; there are {string.Join(", ", Names)}.", nameof(spec));
        (values, Rounds) = (spec.Parameters, spec.Rounds);
    }

    public int Rounds { get; }

    public string Trainer => values.GetValueOrDefault("trainer", "fast_tree");

    public MlNetTask Task => values.GetValueOrDefault("task", "regression") switch
    {
        "regression" => MlNetTask.Regression,
        "binary" => MlNetTask.Binary,
        var other => throw new ArgumentException($"task must be regression or binary, not '{other}'."),
    };

    public int Seed => (int)Number("seed", 0);

    public int NumberOfLeaves => (int)Number("number_of_leaves", 20);

    public int MinimumExampleCountPerLeaf => (int)Number("minimum_example_count_per_leaf", 10);

    public double LearningRate => Number("learning_rate", 0.2);

    public float L1Regularization => (float)Number("l1_regularization", 0.01);

    public float L2Regularization => (float)Number("l2_regularization", 0.01);

    private double Number(string name, double otherwise)
    {
        if (!values.TryGetValue(name, out var text)) return otherwise;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0
            ? number
            : throw new ArgumentException($"{name} must be a number that is not negative, not '{text}'.");
    }
}
