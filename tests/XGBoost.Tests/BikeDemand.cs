using MlOps.Runtime;

namespace MlOps.XGBoost.Tests;

/// <summary>Hourly bike rentals: the real ones, or simulated ones of the same columns.</summary>
internal static class BikeDemand
{
    public static readonly string[] Features =
        ["season", "yr", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"];

    public static readonly TrainingSpec Spec = new(
        new Dictionary<string, string>
        {
            ["objective"] = "reg:squarederror", ["eta"] = "0.1", ["max_depth"] = "6", ["tree_method"] = "hist", ["seed"] = "0",
        },
        Rounds: 300);

    /// <summary>Reads hour.csv and splits it in time order.</summary>
    public static (TrainingData Train, TrainingData Test) Read(string path, int trainRows)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        var columns = Features.Append("cnt").Select(name => Array.IndexOf(header, name)).ToArray();
        var rows = lines.Skip(1).Select(line => line.Split(',')).Select(cells => columns.Select(c => float.Parse(cells[c])).ToArray()).ToArray();
        return (Data(rows[..trainRows]), Data(rows[trainRows..]));
    }

    /// <summary>Simulates hours with daily, weekly and weather effects.</summary>
    public static TrainingData Simulate(int hours, int seed)
    {
        var random = new Random(seed);
        return Data([.. Enumerable.Range(0, hours).Select(i =>
        {
            var (hour, day) = (i % 24, i / 24);
            var weekday = day % 7;
            var working = weekday is > 0 and < 6 ? 1f : 0f;
            var temp = 0.5f + 0.3f * MathF.Sin(day / 58f) + 0.05f * (float)random.NextDouble();
            var humidity = (float)random.NextDouble();
            var rush = working == 1 && hour is 8 or 17 or 18 ? 300 : hour is > 9 and < 20 ? 120 : 10;
            var count = MathF.Max(0, rush * (0.4f + temp) * (1.2f - 0.5f * humidity) + 10 * (float)random.NextDouble());
            return new float[] { day / 91 % 4 + 1, day / 365, day / 30 % 12 + 1, hour, 0, weekday, working, 1, temp, temp, humidity, 0.2f, count };
        })]);
    }

    /// <summary>The root of the mean squared error of a model on labelled rows.</summary>
    public static double Rmse(IModel model, TrainingData data)
    {
        var predictions = new float[data.Rows];
        model.Predict(data.Features.Span, data.Rows, predictions);
        return Rmse(predictions, data.Labels.Span);
    }

    public static double Rmse(ReadOnlySpan<float> predictions, ReadOnlySpan<float> labels)
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++) sum += Math.Pow(predictions[i] - labels[i], 2);
        return Math.Sqrt(sum / labels.Length);
    }

    private static TrainingData Data(float[][] rows) =>
        new(Features, rows.SelectMany(row => row[..^1]).ToArray(), "cnt", rows.Select(row => row[^1]).ToArray());
}
