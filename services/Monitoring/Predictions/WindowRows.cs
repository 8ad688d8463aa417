namespace MlOps.Monitoring.Predictions;

/// <summary>The rows of a window, by column: features in the profile's order, predictions, and labels (NaN where there is none).</summary>
internal sealed class WindowRows(int features)
{
    public List<float>[] Features { get; } = [.. Enumerable.Range(0, features).Select(_ => new List<float>())];

    public List<float> Predictions { get; } = [];

    public List<double> Labels { get; } = [];

    public int Count => Predictions.Count;
}
