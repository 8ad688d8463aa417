using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features;

/// <summary>Maps value types to and from the wire, by name.</summary>
internal static class ValueTypes
{
    public static V1.ValueType ToWire(this ValueType type) => Enum.Parse<V1.ValueType>(type.ToString());

    /// <summary>Null if unspecified or unknown.</summary>
    public static ValueType? FromWire(this V1.ValueType type) =>
        Enum.TryParse<ValueType>(type.ToString(), out var known) && Enum.IsDefined(known) ? known : null;
}
