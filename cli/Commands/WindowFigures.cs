using MlOps.Contracts.Monitoring.V1;

namespace MlOps.Cli.Commands;

/// <summary>What people read first of a window.</summary>
internal static class WindowFigures
{
    /// <summary>A performance metric by its name; null without labels.</summary>
    public static double? Metric(Window window, string name) =>
        window.Performance?.Metrics.FirstOrDefault(metric => metric.Name == name)?.Value;

    /// <summary>The names of what has drifted, the prediction among them.</summary>
    public static IReadOnlyCollection<string> Drifted(Window window) =>
    [
        .. window.Features.Where(feature => feature.Drifted).Select(feature => feature.Feature),
        .. window.Prediction is { Drifted: true } ? (string[])["(prediction)"] : [],
    ];
}
