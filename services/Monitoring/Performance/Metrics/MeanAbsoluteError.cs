namespace MlOps.Monitoring.Performance.Metrics;

/// <summary>Mean of the errors' absolute values.</summary>
internal sealed class MeanAbsoluteError : IPerformanceMetric
{
    public string Name => "mae";

    public double? Evaluate(IReadOnlyList<LabelledRow> rows) => rows.Average(row => Math.Abs(row.Error));
}
