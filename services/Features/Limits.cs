using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features;

/// <summary>Maximum sizes and counts of the feature store; they keep every event, document and answer below 4 MB.</summary>
internal static class Limits
{
    public const int JoinKeys = 16;
    public const int EntitiesPerView = 8;
    public const int FeaturesPerView = 1000;
    public const int ColumnLength = 300;
    public const int FeaturesPerService = 2000;
    public const int ViewsPerService = 50;

    /// <summary>Label columns of a spine.</summary>
    public const int SpineLabels = 100;

    /// <summary>Keys, features, labels and event timestamp together; equal to the column limit of the catalog.</summary>
    public const int TrainingSetColumns = 2048;

    public const int DescriptionLength = 5000;
    public const int ReasonLength = 2000;
    public const int ExpressionLength = 1000;
    public const int Tags = 100;
    public const int TagKeyLength = 250;
    public const int TagValueLength = 5000;

    /// <summary>Total length of the keys and values of all tags.</summary>
    public const int TagsLength = 20_000;

    public const int OnlineRows = 1000;

    /// <summary>Maximum number of values in one lookup: rows × features.</summary>
    public const int OnlineValues = 100_000;

    /// <summary>Maximum size of the rows read by one lookup, including features that were not requested.</summary>
    public const long BytesPerLookup = 64L * 1024 * 1024;

    public const int KeysPerMaterialization = 2_000_000;

    /// <summary>Maximum size of the join keys of one row; a PostgreSQL B-tree index entry is limited to about 2,700 bytes.</summary>
    public const int KeyBytes = 2000;

    /// <summary>Maximum size of a key with its values, as stored.</summary>
    public const int BytesPerKey = 1_000_000;

    /// <summary>Maximum size of the keys and values of one materialization, which is held in memory.</summary>
    public const long BytesPerMaterialization = 256L * 1024 * 1024;

    /// <summary>Maximum page size of lists of entities.</summary>
    public const int EntitiesPerPage = 1000;

    /// <summary>Maximum page size of lists of views and services; a single one may have 1 MB.</summary>
    public const int DefinitionsPerPage = 100;

    /// <summary>Validates description and tags.</summary>
    public static Faults CheckText(this Faults faults, string description, IDictionary<string, string> tags) => faults
        .Length(description, "description", DescriptionLength)
        .CheckTags(tags);

    /// <summary>Validates tags.</summary>
    public static Faults CheckTags(this Faults faults, IDictionary<string, string> tags)
    {
        var length = tags.Sum(tag => (long)tag.Key.Length + tag.Value.Length);
        return faults
            .Map(tags, "tags", Tags, TagKeyLength, TagValueLength)
            .Require(length <= TagsLength, "tags", $"must have at most {TagsLength} characters together");
    }
}
