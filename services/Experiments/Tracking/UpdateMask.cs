using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Tracking;

/// <summary>The fields that an update changes: a text, all tags (<c>tags</c>) or single ones (<c>tags.key</c>).</summary>
internal static class UpdateMask
{
    private const string AllTags = "tags";
    private const string OneTag = "tags.";
    private const int MaxPaths = Limits.BatchTags + 1;

    public static void Check(Faults faults, FieldMask? mask, string text)
    {
        faults.Require(mask?.Paths.Count > 0, "update_mask", "must name the fields to change");
        if (mask is null) return;
        faults.Count(mask.Paths.Count, "update_mask", MaxPaths);
        faults.Require(
            mask.Paths.Take(MaxPaths).All(path => path == text || path == AllTags || KeyOf(path)?.Length is > 0 and <= Limits.KeyLength),
            "update_mask", $"may name {text}, {AllTags} and {OneTag}<key>");
    }

    public static bool Has(this FieldMask mask, string text) => mask.Paths.Contains(text);

    /// <summary>The tags after the update: a key that the mask names and <paramref name="given"/> lacks is removed.</summary>
    public static ImmutableSortedDictionary<string, string> Apply(
        this FieldMask mask, ImmutableSortedDictionary<string, string> tags, IDictionary<string, string> given)
    {
        if (mask.Paths.Contains(AllTags)) return given.ToImmutableSortedDictionary();
        foreach (var key in mask.Paths.Select(KeyOf).OfType<string>())
            tags = given.TryGetValue(key, out var value) ? tags.SetItem(key, value) : tags.Remove(key);
        return tags;
    }

    private static string? KeyOf(string path) => path.StartsWith(OneTag, StringComparison.Ordinal) ? path[OneTag.Length..] : null;
}
