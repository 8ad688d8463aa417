namespace MlOps.Monitoring.Reports;

/// <summary>A performance metric by its name.</summary>
public sealed record MetricValue(string Name, double Value);
