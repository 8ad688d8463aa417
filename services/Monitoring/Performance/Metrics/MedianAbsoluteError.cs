namespace MlOps.Monitoring.Performance.Metrics;

/// <summary>Median of the errors' absolute values, which a few wild rows do not move.</summary>
internal sealed class MedianAbsoluteError : IPerformanceMetric
{
    public string Name => "median-absolute-error";

    public double? Evaluate(IReadOnlyList<LabelledRow> rows)
    {
        var errors = rows.Select(row => Math.Abs(row.Error)).Order().ToArray();
        return (errors[(errors.Length - 1) / 2] + errors[errors.Length / 2]) / 2;
    }
}
