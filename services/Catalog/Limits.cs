using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog;

/// <summary>
/// Maximum sizes and counts of the catalog. Together they keep every event, document and answer below 4 MB: files of a version
/// (1.7 MB), schema (1 MB), derived_from and metadata (0.3 MB each, in UTF-8).
/// </summary>
internal static class Limits
{
    public const long FileBytes = 2L * 1024 * 1024 * 1024;
    public const int ChunkBytes = 1024 * 1024;
    public const int FilesPerVersion = 1000;
    public const int PathLength = 512;
    public const int VersionsPerDataset = 10_000;
    public const int DescriptionLength = 5000;
    public const int ReasonLength = 2000;

    public const int Columns = 2048;

    /// <summary>Columns of training sets are named <c>view__feature</c>, with up to 258 characters.</summary>
    public const int ColumnNameLength = 300;

    /// <summary>Maximum length of a DuckDB type name; names of nested types contain all fields.</summary>
    public const int ColumnTypeLength = 10_000;

    /// <summary>Total size of the names and types of all columns of a version, in UTF-8.</summary>
    public const int SchemaBytes = 1_000_000;

    public const int DerivedFrom = 1000;

    /// <summary>Total length of all node ids in derived_from.</summary>
    public const int DerivedFromLength = 100_000;

    public const int Labels = 100;
    public const int LabelKeyLength = 250;
    public const int LabelValueLength = 5000;

    /// <summary>Total length of the keys and values of all tags or metadata.</summary>
    public const int LabelsLength = 50_000;

    public const int PreviewRows = 1000;

    /// <summary>Maximum page size of lists of datasets.</summary>
    public const int DatasetsPerPage = 1000;

    /// <summary>Maximum page size of lists of versions.</summary>
    public const int VersionsPerPage = 100;

    /// <summary>Validates tags or metadata.</summary>
    public static Faults CheckLabels(this Faults faults, IDictionary<string, string> labels, string field)
    {
        var length = labels.Sum(label => (long)label.Key.Length + label.Value.Length);
        return faults
            .Map(labels, field, Labels, LabelKeyLength, LabelValueLength)
            .Require(length <= LabelsLength, field, $"must have at most {LabelsLength} characters together");
    }
}
