using MlOps.EventSourcing;
using MlOps.Runtime;
using MlOps.Serving.Models;
using MlOps.XGBoost;

namespace MlOps.Serving.Tests;

/// <summary>Models that are trained in no time.</summary>
internal static class TinyModel
{
    public static readonly string[] Features = ["temp", "hum"];

    /// <summary>A model of temp and hum that always gives the same answer.</summary>
    public static TrainedModel Answering(float answer) => Train(Features, (_, _) => answer);

    /// <summary>A model whose answer is 10 where temp is below 0.5, otherwise 20; hum missing adds nothing.</summary>
    public static TrainedModel ByTemperature() => Train(Features, (temp, _) => temp < 0.5f ? 10 : 20);

    /// <summary>A model of temp alone, which always answers 5.</summary>
    public static TrainedModel OneInput()
    {
        var parameters = new Dictionary<string, string> { ["objective"] = "reg:squarederror", ["base_score"] = "5", ["nthread"] = "1" };
        var data = new TrainingData(["temp"], new float[] { 1, 2 }, "cnt", new float[] { 5, 5 });
        return new XGBoostTrainer().Train(new TrainingSpec(parameters, 1), data);
    }

    /// <summary>Bytes that say they are XGBoost's.</summary>
    public static TrainedModel Broken() => Answering(1) with { Content = "{\"no\": \"model\"}"u8.ToArray() };

    /// <summary>A model as it is served, with inputs of these specifications in the place of temp and hum.</summary>
    public static ServedModel Served(FeatureLookup? lookup = null, params TensorSpec[] inputs)
    {
        var trained = ByTemperature();
        if (inputs.Length > 0)
        {
            var renamed = new ModelSignature(inputs, trained.Signature.Outputs);
            trained = Train([.. renamed.ColumnNames], (temp, _) => temp < 0.5f ? 10 : 20) with { Signature = renamed };
        }

        return new ServedModel(new ScopedName("default", "d"), "m", 7, new LoadedModel(new XGBoostRuntime().Load(trained.Content.Span, trained.Signature)), lookup);
    }

    private static TrainedModel Train(string[] features, Func<float, float, float> label)
    {
        const int rows = 64;
        var values = new float[rows * 2];
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            (values[row * 2], values[(row * 2) + 1]) = (row / (float)rows, row % 7);
            labels[row] = label(values[row * 2], values[(row * 2) + 1]);
        }

        var parameters = new Dictionary<string, string>
        {
            ["objective"] = "reg:squarederror", ["eta"] = "1", ["lambda"] = "0", ["max_depth"] = "2", ["base_score"] = labels[0].ToString("R"), ["nthread"] = "1",
        };
        return new XGBoostTrainer().Train(new TrainingSpec(parameters, 2), new TrainingData(features, values, "cnt", labels));
    }
}
