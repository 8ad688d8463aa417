namespace MlOps.Monitoring.Performance.Metrics;

/// <summary>√ of the mean of the squared errors.</summary>
internal sealed class RootMeanSquaredError : IPerformanceMetric
{
    public string Name => "rmse";

    public double? Evaluate(IReadOnlyList<LabelledRow> rows) => Math.Sqrt(rows.Average(row => row.Error * row.Error));
}
