using System.CommandLine;
using Google.Protobuf.WellKnownTypes;

namespace MlOps.Cli.Commands;

/// <summary>Options shared by commands that update, archive and list resources.</summary>
internal static class Describing
{
    public static readonly Option<string?> Description = new("--description") { Description = "What it is, in a few words." };

    public static readonly Option<string[]> Tags = new("--tag") { Description = "key=value; may be given several times." };

    public static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why, for the record.", DefaultValueFactory = _ => "",
    };

    public static readonly Option<string> Prefix = new("--prefix")
    {
        Description = "Only those whose names begin so.", DefaultValueFactory = _ => "",
    };

    public static readonly Option<bool> Archived = new("--archived") { Description = "Those that are archived, too." };

    /// <summary>Parses <c>--tag key=value</c>.</summary>
    public static Dictionary<string, string> TagsOf(this ParseResult parsed, Option<string[]> option)
    {
        var tags = new Dictionary<string, string>();
        foreach (var tag in parsed.GetValue(option) ?? [])
        {
            var parts = tag.Split('=', 2);
            if (parts is not [{ Length: > 0 } key, var value]) throw new CommandFailedException($"--tag {tag} is not key=value.");
            tags[key] = value;
        }

        return tags;
    }

    /// <summary>The field mask of the options given: description and tags.</summary>
    public static FieldMask MaskOf(this ParseResult parsed)
    {
        var mask = new FieldMask();
        if (parsed.GetValue(Description) is not null) mask.Paths.Add("description");
        if (parsed.GetValue(Tags) is { Length: > 0 }) mask.Paths.Add("tags");
        return mask.Paths.Count > 0 ? mask : throw new CommandFailedException("Nothing to change: give --description or --tag.");
    }
}
