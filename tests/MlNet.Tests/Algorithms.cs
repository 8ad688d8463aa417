using MlOps.Runtime;
using MlOps.XGBoost.Tests;

namespace MlOps.MlNet.Tests;

/// <summary>Each trainer with each of its tasks, and data for them.</summary>
internal static class Algorithms
{
    private static readonly TrainingData Hours = BikeDemand.Simulate(2_000, seed: 1);
    private static readonly TrainingData OtherHours = BikeDemand.Simulate(500, seed: 2);

    public static TheoryData<string, string> All => new()
    {
        { "fast_tree", "regression" }, { "fast_forest", "regression" }, { "sdca", "regression" }, { "lbfgs", "regression" },
        { "fast_tree", "binary" }, { "fast_forest", "binary" }, { "sdca", "binary" }, { "lbfgs", "binary" },
    };

    public static TrainingSpec Spec(string trainer, string task, int rounds = 30, params (string Name, string Value)[] others)
    {
        var parameters = new Dictionary<string, string> { ["trainer"] = trainer, ["task"] = task, ["seed"] = "1" };
        foreach (var (name, value) in others) parameters[name] = value;
        return new TrainingSpec(parameters, rounds);
    }

    public static TrainingData Train(string task) => For(task, Hours);

    public static TrainingData Evaluation(string task) => For(task, OtherHours);

    public static float[] Predict(IModel model, TrainingData data)
    {
        var predictions = new float[data.Rows];
        model.Predict(data.Features.Span, data.Rows, predictions);
        return predictions;
    }

    public static IModel Load(TrainedModel trained) => MlNetRuntime.Load(new MemoryStream(trained.Content.ToArray()), trained.Signature);

    /// <summary>Counts, or whether they are above 100.</summary>
    private static TrainingData For(string task, TrainingData counts) => task == "regression"
        ? counts
        : new(counts.FeatureNames, counts.Features, "busy", counts.Labels.ToArray().Select(count => count > 100 ? 1f : 0).ToArray());
}
