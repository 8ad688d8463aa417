using System.Text.Json.Serialization;

namespace MlOps.Experiments.Tracking;

/// <summary>One value of a metric; NaN and the infinities are values.</summary>
/// <param name="Key">The metric.</param>
/// <param name="Value">The value.</param>
/// <param name="Step">Where on the x axis: an epoch or round.</param>
/// <param name="Timestamp">When it was measured, in whole milliseconds.</param>
public sealed record MetricPoint(
    string Key,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Value,
    long Step,
    DateTimeOffset Timestamp)
{
    /// <summary>
    /// Whether this is the newer one of two points of a key: by step, then time, then value, where NaN counts as 0 (MLflow's rule).
    /// </summary>
    public bool Supersedes(MetricPoint? other) =>
        other is null || (Step, Timestamp, Comparable(Value)).CompareTo((other.Step, other.Timestamp, Comparable(other.Value))) > 0;

    private static double Comparable(double value) => double.IsNaN(value) ? 0 : value;
}
