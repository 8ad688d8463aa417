using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Gates;

/// <summary>Compares a metric of the version with a threshold; fails when the metric is missing or NaN.</summary>
internal sealed class MetricGate : IGateKind
{
    public const string Metric = "metric";
    public const string Comparison = "comparison";
    public const string Threshold = "threshold";

    public string Kind => "metric";

    public string Description => "A metric of the version must keep a bound.";

    public IReadOnlyList<GateParameter> Parameters { get; } =
    [
        new(Metric, "Key of the metric, as the run logged it."),
        new(Comparison, $"How it must stand to the threshold: {Gates.Comparison.Names}."),
        new(Threshold, "The bound, a finite number."),
    ];

    public void Check(IReadOnlyDictionary<string, string> parameters, Faults faults, string field)
    {
        if (parameters.TryGetValue(Comparison, out var comparison)) Gates.Comparison.Check(comparison, faults, $"{field}.{Comparison}");
        if (parameters.TryGetValue(Threshold, out var threshold)) GateNumber.Check(threshold, faults, $"{field}.{Threshold}");
    }

    public GateOutcome Evaluate(IReadOnlyDictionary<string, string> parameters, GateContext context)
    {
        var metric = parameters[Metric];
        if (!context.Candidate.Metrics.TryGetValue(metric, out var value))
            return new GateOutcome(false, null, $"the version has no metric '{metric}'");
        var comparison = Gates.Comparison.Find(parameters[Comparison])!;
        var threshold = GateNumber.Of(parameters[Threshold]);
        var passed = comparison.Holds(value, threshold);
        return new GateOutcome(passed, value, $"{metric} is {value}, which is {(passed ? "" : "not ")}{comparison.Words} {threshold}");
    }
}
