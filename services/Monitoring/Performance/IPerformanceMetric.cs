namespace MlOps.Monitoring.Performance;

/// <summary>
/// A figure of how far predictions are from the truth. Another one is a file in <c>Metrics/</c> and a line in the module.
/// </summary>
internal interface IPerformanceMetric
{
    /// <summary>In kebab case; reports name the metric by it.</summary>
    string Name { get; }

    /// <summary>The figure over at least one row; null where it is undefined.</summary>
    double? Evaluate(IReadOnlyList<LabelledRow> rows);
}
