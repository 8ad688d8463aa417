using Google.Protobuf.WellKnownTypes;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>The fields that an update changes: description, tags, or both.</summary>
internal static class UpdateMask
{
    private const string Description = "description";
    private const string Tags = "tags";

    public static void Check(Faults faults, FieldMask? mask)
    {
        faults.Require(mask?.Paths.Count > 0, "update_mask", "must name the fields to change");
        faults.Require(mask?.Paths.All(path => path is Description or Tags) != false, "update_mask", $"may name {Description} and {Tags}");
    }

    public static bool HasDescription(this FieldMask mask) => mask.Paths.Contains(Description);

    public static bool HasTags(this FieldMask mask) => mask.Paths.Contains(Tags);
}
