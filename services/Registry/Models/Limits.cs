using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>The sizes and counts that the registry accepts.</summary>
internal static class Limits
{
    public const int DescriptionLength = 5000;
    public const int ReasonLength = 2000;
    public const int Tags = 100;
    public const int TagKeyLength = 250;
    public const int TagValueLength = 5000;
    public const int Gates = 100;
    public const int Aliases = 100;
    public const int Versions = 10_000;

    public static void CheckTags(Faults faults, IDictionary<string, string> tags)
    {
        faults.Require(tags.Count <= Tags, "tags", $"must be at most {Tags}, not {tags.Count}");
        foreach (var (key, value) in tags)
        {
            faults.Require(key.Length is > 0 and <= TagKeyLength, "tags", $"has a key that is empty or longer than {TagKeyLength} characters");
            faults.Length(value, $"tags.{key}", TagValueLength);
        }
    }
}
