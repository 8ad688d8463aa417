using Google.Protobuf.WellKnownTypes;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Definitions;

/// <summary>Validation of field masks.</summary>
internal static class UpdateMask
{
    public const string Description = "description";
    public const string Tags = "tags";

    /// <summary>Adds a fault if the mask is empty or contains unknown fields.</summary>
    public static Faults CheckMask(this Faults faults, FieldMask? mask, params string[] fields) => faults
        .Require(mask is { Paths.Count: > 0 }, "update_mask", "must name the fields to change")
        .Require(mask?.Paths.All(fields.Contains) != false, "update_mask", $"may name {string.Join(", ", fields)}");

    public static bool Has(this FieldMask mask, string field) => mask.Paths.Contains(field);
}
