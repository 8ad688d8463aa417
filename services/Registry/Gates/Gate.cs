using System.Collections.Immutable;

namespace MlOps.Registry.Gates;

/// <summary>A condition that a version must meet to be approved and promoted; an <see cref="IGateKind"/> evaluates it.</summary>
/// <param name="Name">Unique within the model.</param>
/// <param name="Kind">The kind's name.</param>
/// <param name="Parameters">What the kind needs to know.</param>
public sealed record Gate(string Name, string Kind, ImmutableSortedDictionary<string, string> Parameters)
{
    /// <summary>Gates are equal when their parameters are, wherever these come from.</summary>
    public bool Equals(Gate? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Kind, Parameters.Count);
}
