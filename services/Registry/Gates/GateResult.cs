using System.Text.Json.Serialization;

namespace MlOps.Registry.Gates;

/// <summary>The result of a gate for a version.</summary>
/// <param name="Gate">The gate, as it was defined then.</param>
/// <param name="ChangedBy">Who had changed the gate of this name last.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Superseded">Whether this is what the gate was before that person's changes.</param>
/// <param name="Required">Whether the version had to pass; a superseded gate holds for whoever superseded it.</param>
/// <param name="Passed">Whether it did.</param>
/// <param name="Value">The number that was looked at; null when there is none.</param>
/// <param name="Explanation">The reason in one sentence.</param>
public sealed record GateResult(
    Gate Gate,
    string ChangedBy,
    DateTimeOffset ChangedAt,
    bool Superseded,
    bool Required,
    bool Passed,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double? Value,
    string Explanation)
{
    /// <summary>Whether the gate blocks the version.</summary>
    [JsonIgnore]
    public bool Blocks => Required && !Passed;

    /// <summary>The explanation with the gate's name, for errors.</summary>
    public string Describe() => Superseded
        ? $"gate '{Gate.Name}' as it was before {ChangedBy} changed it is not passed: {Explanation}"
        : $"gate '{Gate.Name}' is not passed: {Explanation}";
}
