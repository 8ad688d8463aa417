using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features;

/// <summary>The sizes and counts that the feature store accepts; they keep every event, document and answer below 4 MB.</summary>
internal static class Limits
{
    public const int JoinKeys = 16;
    public const int EntitiesPerView = 8;
    public const int FeaturesPerView = 1000;
    public const int ColumnLength = 300;
    public const int FeaturesPerService = 2000;
    public const int ViewsPerService = 50;

    /// <summary>Columns of a spine that are carried along.</summary>
    public const int SpineLabels = 100;

    /// <summary>Keys, features, labels and the moment; as many columns as the catalog takes.</summary>
    public const int TrainingSetColumns = 2048;

    public const int DescriptionLength = 5000;
    public const int ReasonLength = 2000;
    public const int ExpressionLength = 1000;
    public const int Tags = 100;
    public const int TagKeyLength = 250;
    public const int TagValueLength = 5000;

    /// <summary>Keys and values of all tags together.</summary>
    public const int TagsLength = 20_000;

    public const int OnlineRows = 1000;

    /// <summary>Values in one lookup: rows × features.</summary>
    public const int OnlineValues = 100_000;

    /// <summary>What a lookup reads: all values of the rows that it finds, also of features that were not asked for.</summary>
    public const long BytesPerLookup = 64L * 1024 * 1024;

    public const int KeysPerMaterialization = 2_000_000;

    /// <summary>Values of the join keys of one row; PostgreSQL's index takes no more than 2,700 bytes.</summary>
    public const int KeyBytes = 2000;

    /// <summary>A key and its values, as they are stored.</summary>
    public const int BytesPerKey = 1_000_000;

    /// <summary>Keys and values of one materialization, which are in memory together.</summary>
    public const long BytesPerMaterialization = 256L * 1024 * 1024;

    /// <summary>Page size of lists of entities.</summary>
    public const int EntitiesPerPage = 1000;

    /// <summary>Page size of lists of views and of services, each of which may be a megabyte.</summary>
    public const int DefinitionsPerPage = 100;

    /// <summary>What every definition is described with.</summary>
    public static Faults CheckText(this Faults faults, string description, IDictionary<string, string> tags) => faults
        .Length(description, "description", DescriptionLength)
        .CheckTags(tags);

    /// <summary>Adds the faults of tags.</summary>
    public static Faults CheckTags(this Faults faults, IDictionary<string, string> tags)
    {
        var length = tags.Sum(tag => (long)tag.Key.Length + tag.Value.Length);
        return faults
            .Map(tags, "tags", Tags, TagKeyLength, TagValueLength)
            .Require(length <= TagsLength, "tags", $"must have at most {TagsLength} characters together");
    }
}
