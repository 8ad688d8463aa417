namespace MlOps.Experiments.Training;

/// <summary>How far predictions are from what was true of the rows that were held out.</summary>
/// <param name="Rmse">√(mean of squared errors).</param>
/// <param name="Mae">Mean of absolute errors.</param>
/// <param name="R2">1 − squared errors / squared deviations from the mean; NaN where all labels are equal.</param>
internal sealed record HeldOutScores(double Rmse, double Mae, double R2)
{
    public static HeldOutScores Of(ReadOnlySpan<float> predictions, ReadOnlySpan<float> labels)
    {
        double sum = 0, squares = 0, absolutes = 0, deviations = 0;
        foreach (var label in labels) sum += label;
        var mean = sum / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            var error = (double)predictions[i] - labels[i];
            squares += error * error;
            absolutes += Math.Abs(error);
            deviations += (labels[i] - mean) * (labels[i] - mean);
        }

        var determination = deviations == 0 ? double.NaN : 1 - squares / deviations;
        return new HeldOutScores(Math.Sqrt(squares / labels.Length), absolutes / labels.Length, determination);
    }
}
