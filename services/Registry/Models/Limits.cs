using System.Text;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Models;

/// <summary>The sizes and counts that the registry accepts.</summary>
internal static class Limits
{
    public const int DescriptionLength = 5000;
    public const int ReasonLength = 2000;
    public const int NamePrefixLength = 128;
    public const int RunIdLength = 256;
    public const int Tags = 100;
    public const int TagKeyLength = 250;
    public const int TagValueLength = 5000;

    /// <summary>
    /// Keys and values of all tags together in bytes of UTF-8, so that one message holds a version with all that is known.
    /// </summary>
    public const int TagsBytes = 200_000;
    public const int Gates = 100;

    /// <summary>How many definitions of a gate one person can supersede before another person must define or remove it.</summary>
    public const int SupersededGates = 3;
    public const int Aliases = 100;
    public const int Versions = 10_000;
    public const int ApprovalRequests = 100;

    /// <summary>Checks description and tags.</summary>
    public static void CheckText(Faults faults, string description, IDictionary<string, string> tags)
    {
        faults.Length(description, "description", DescriptionLength);
        CheckTags(faults, tags);
    }

    /// <summary>Checks the tags of one request.</summary>
    public static void CheckTags(Faults faults, IDictionary<string, string> tags)
    {
        faults.Map(tags, "tags", Tags, TagKeyLength, TagValueLength);
        var bytes = tags.Sum(tag => (long)Encoding.UTF8.GetByteCount(tag.Key) + Encoding.UTF8.GetByteCount(tag.Value));
        faults.Require(bytes <= TagsBytes, "tags", $"must have at most {TagsBytes} bytes together");
    }

    /// <summary>Checks model, version and reason.</summary>
    public static Faults CheckVersion(string model, long version, string reason)
    {
        var faults = new Faults().Name(model, "model");
        faults.Require(version > 0, "version", "must be greater than 0");
        return faults.Length(reason, "reason", ReasonLength);
    }
}
