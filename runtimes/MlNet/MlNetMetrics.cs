using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>Evaluation metrics over labelled rows, with XGBoost's names.</summary>
internal static class MlNetMetrics
{
    private const double LeastProbability = 1e-16;

    public static Dictionary<string, double> Of(IModel model, MlNetTask task, TrainingData data)
    {
        var predictions = new float[data.Rows];
        model.Predict(data.Features.Span, data.Rows, predictions);
        return task == MlNetTask.Regression ? OfRegression(predictions, data.Labels.Span) : OfBinary(predictions, data.Labels.Span);
    }

    private static Dictionary<string, double> OfRegression(float[] predictions, ReadOnlySpan<float> labels)
    {
        var (squares, absolutes) = (0.0, 0.0);
        for (var i = 0; i < predictions.Length; i++)
        {
            var error = (double)predictions[i] - labels[i];
            squares += error * error;
            absolutes += Math.Abs(error);
        }

        return new() { ["rmse"] = Math.Sqrt(squares / predictions.Length), ["mae"] = absolutes / predictions.Length };
    }

    private static Dictionary<string, double> OfBinary(float[] probabilities, ReadOnlySpan<float> labels)
    {
        var (loss, wrong) = (0.0, 0);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var isPositive = labels[i] > 0.5f;
            var probability = isPositive ? probabilities[i] : 1.0 - probabilities[i];
            loss -= Math.Log(Math.Max(probability, LeastProbability));
            if (probabilities[i] > 0.5f != isPositive) wrong++;
        }

        return new() { ["logloss"] = loss / probabilities.Length, ["error"] = (double)wrong / probabilities.Length };
    }
}
