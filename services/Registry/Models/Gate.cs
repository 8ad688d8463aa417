using System.Text.Json.Serialization;

namespace MlOps.Registry.Models;

/// <summary>A bound that one metric of a version must keep before the version can be approved.</summary>
/// <param name="Name">Unique within the model.</param>
/// <param name="Metric">Key of the metric, as the run logged it.</param>
/// <param name="Comparison">How the metric stands to the threshold when the gate is passed.</param>
/// <param name="Threshold">The bound; finite.</param>
public sealed record Gate(string Name, string Metric, Comparison Comparison, double Threshold)
{
    /// <summary>A metric that is missing or not a number does not pass.</summary>
    public GateResult Evaluate(IReadOnlyDictionary<string, double> metrics)
    {
        if (!metrics.TryGetValue(Metric, out var value)) return new GateResult(this, null, false);
        var passed = Comparison switch
        {
            Comparison.LessThan => value < Threshold,
            Comparison.LessOrEqual => value <= Threshold,
            Comparison.GreaterThan => value > Threshold,
            Comparison.GreaterOrEqual => value >= Threshold,
            _ => throw new InvalidOperationException($"'{Comparison}' is not a comparison."),
        };
        return new GateResult(this, value, passed);
    }
}

/// <summary>How a metric is compared with a threshold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Comparison>))]
public enum Comparison
{
    LessThan,
    LessOrEqual,
    GreaterThan,
    GreaterOrEqual,
}

/// <summary>What a gate said of a version.</summary>
/// <param name="Gate">The gate as it was then.</param>
/// <param name="Value">The metric; null when the version does not have it.</param>
/// <param name="Passed">Whether the metric kept the bound.</param>
public sealed record GateResult(
    Gate Gate,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double? Value,
    bool Passed)
{
    /// <summary>Says in one sentence why the gate is not passed.</summary>
    public string Explain() => Value is { } value
        ? $"{Gate.Metric} is {value}, which is not {Words(Gate.Comparison)} {Gate.Threshold}"
        : $"the version has no metric '{Gate.Metric}'";

    private static string Words(Comparison comparison) => comparison switch
    {
        Comparison.LessThan => "less than",
        Comparison.LessOrEqual => "less than or equal to",
        Comparison.GreaterThan => "greater than",
        Comparison.GreaterOrEqual => "greater than or equal to",
        _ => throw new InvalidOperationException($"'{comparison}' is not a comparison."),
    };
}
