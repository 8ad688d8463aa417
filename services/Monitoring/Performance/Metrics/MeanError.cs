namespace MlOps.Monitoring.Performance.Metrics;

/// <summary>Mean of prediction minus truth: the bias.</summary>
internal sealed class MeanError : IPerformanceMetric
{
    public string Name => "mean-error";

    public double? Evaluate(IReadOnlyList<LabelledRow> rows) => rows.Average(row => row.Error);
}
