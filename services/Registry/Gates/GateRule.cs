using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MlOps.Registry.Gates;

/// <summary>A gate with the definitions that its last editor superseded, so that loosening a gate does not help that person.</summary>
/// <param name="Gate">The gate as it is now; null when it was removed and nobody else has confirmed that.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Earlier">
/// The definitions that <paramref name="ChangedBy"/> superseded: they still apply to versions that the same person puts forward.
/// </param>
/// <param name="Owner">The person who is answerable for <paramref name="ChangedBy"/>, if that is a service account.</param>
public sealed record GateRule(
    Gate? Gate,
    string ChangedBy,
    DateTimeOffset ChangedAt,
    ImmutableArray<Gate> Earlier,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null)
{
    /// <summary>The rule after a change; a change by another person clears the superseded definitions.</summary>
    public static GateRule Changed(GateRule? before, Gate? gate, string by, DateTimeOffset at, string? owner = null)
    {
        IEnumerable<Gate> earlier = before?.WasChangedBy(by, owner) == true ? before.Earlier : [];
        if (before?.Gate is { } held) earlier = earlier.Append(held);
        return new GateRule(gate, by, at, [.. earlier.Distinct().Where(one => one != gate)], owner);
    }

    /// <summary>Whether one of these persons, named with their owners, changed it last.</summary>
    internal bool WasChangedBy(params IEnumerable<string?> persons) => Persons.Meet(persons, [ChangedBy, Owner]);
}
