using System.Collections.Immutable;

namespace MlOps.Registry.Gates;

/// <summary>What a model keeps of a gate, so that nobody gains from loosening or removing it alone.</summary>
/// <param name="Gate">The gate as it is now; null when it was removed and nobody else has confirmed that.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Earlier">
/// What held before <paramref name="ChangedBy"/> began to change it, and what that person defined meanwhile: it still holds for
/// versions that the same person puts forward.
/// </param>
public sealed record GateRule(Gate? Gate, string ChangedBy, DateTimeOffset ChangedAt, ImmutableArray<Gate> Earlier)
{
    /// <summary>The rule after a change; one by another person settles the changes before it.</summary>
    public static GateRule Changed(GateRule? before, Gate? gate, string by, DateTimeOffset at)
    {
        IEnumerable<Gate> earlier = before?.ChangedBy == by ? before.Earlier : [];
        if (before?.Gate is { } held) earlier = earlier.Append(held);
        return new GateRule(gate, by, at, [.. earlier.Distinct().Where(one => one != gate)]);
    }
}
