namespace MlOps.Monitoring.Reports;

/// <summary>
/// How far predictions were from what really was, over the rows with a label; a metric that is undefined there is left out.
/// </summary>
public sealed record PerformanceReport(long LabelledRows, IReadOnlyList<MetricValue> Metrics);
