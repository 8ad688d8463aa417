using MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Tests;

/// <summary>Figures of a window by their names.</summary>
internal static class WindowFigures
{
    public static double Metric(this Window window, string name) => window.Performance.Metrics.Single(metric => metric.Name == name).Value;
}
