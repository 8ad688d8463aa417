using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;

namespace MlOps.Monitoring.Performance;

/// <summary>Measures the predictions of a window against their labels.</summary>
internal sealed class PerformanceMeter(IEnumerable<IPerformanceMetric> metrics)
{
    private readonly IPerformanceMetric[] metrics = [.. metrics];

    /// <summary>Null if no row has a label.</summary>
    public PerformanceReport? Measure(WindowRows rows)
    {
        // A prediction that is no number has no error; it counts as missing in the report on predictions.
        var labelled = rows.Predictions.Zip(rows.Labels, (prediction, truth) => new LabelledRow(prediction, truth))
            .Where(row => double.IsFinite(row.Prediction) && !double.IsNaN(row.Truth)).ToList();
        if (labelled.Count == 0) return null;
        return new PerformanceReport(labelled.Count, [.. Values(labelled)]);
    }

    private IEnumerable<MetricValue> Values(List<LabelledRow> rows)
    {
        foreach (var metric in metrics)
        {
            if (metric.Evaluate(rows) is { } value && double.IsFinite(value)) yield return new MetricValue(metric.Name, value);
        }
    }
}
