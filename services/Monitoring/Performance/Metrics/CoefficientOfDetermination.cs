namespace MlOps.Monitoring.Performance.Metrics;

/// <summary>R² = 1 − residual sum of squares / total sum of squares; undefined where the truth does not vary.</summary>
internal sealed class CoefficientOfDetermination : IPerformanceMetric
{
    public string Name => "r2";

    public double? Evaluate(IReadOnlyList<LabelledRow> rows)
    {
        var mean = rows.Average(row => row.Truth);
        var total = rows.Sum(row => (row.Truth - mean) * (row.Truth - mean));
        return total > 0 ? 1 - rows.Sum(row => row.Error * row.Error) / total : null;
    }
}
