using System.Collections.Immutable;

namespace MlOps.Registry.Gates;

/// <summary>A gate with the definitions that its last editor superseded, so that loosening a gate does not help that person.</summary>
/// <param name="Gate">The gate as it is now; null when it was removed and nobody else has confirmed that.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Earlier">
/// The definitions that <paramref name="ChangedBy"/> superseded: they still apply to versions that the same person puts forward.
/// </param>
public sealed record GateRule(Gate? Gate, string ChangedBy, DateTimeOffset ChangedAt, ImmutableArray<Gate> Earlier)
{
    /// <summary>The rule after a change; a change by another person clears the superseded definitions.</summary>
    public static GateRule Changed(GateRule? before, Gate? gate, string by, DateTimeOffset at)
    {
        IEnumerable<Gate> earlier = before?.ChangedBy == by ? before.Earlier : [];
        if (before?.Gate is { } held) earlier = earlier.Append(held);
        return new GateRule(gate, by, at, [.. earlier.Distinct().Where(one => one != gate)]);
    }
}
