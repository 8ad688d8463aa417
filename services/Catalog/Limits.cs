using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog;

/// <summary>
/// The sizes and counts that the catalog accepts. Together they keep every event, document and answer below 4 MB: a version's
/// files (1.7 MB), schema (1 MB), origins and metadata (0.3 MB each, in UTF-8).
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

    /// <summary>Training sets have columns named <c>view__feature</c>, of up to 258 characters.</summary>
    public const int ColumnNameLength = 300;

    /// <summary>Characters of a DuckDB type name; those of nested types hold all their fields.</summary>
    public const int ColumnTypeLength = 10_000;

    /// <summary>Names and types of all columns of a version together, in UTF-8.</summary>
    public const int SchemaBytes = 1_000_000;

    public const int DerivedFrom = 1000;

    /// <summary>Characters of all node ids that a version was derived from.</summary>
    public const int DerivedFromLength = 100_000;

    public const int Labels = 100;
    public const int LabelKeyLength = 250;
    public const int LabelValueLength = 5000;

    /// <summary>Keys and values of all tags, or all metadata, together.</summary>
    public const int LabelsLength = 50_000;

    public const int PreviewRows = 1000;

    /// <summary>Page size of lists of datasets.</summary>
    public const int DatasetsPerPage = 1000;

    /// <summary>Page size of lists of versions.</summary>
    public const int VersionsPerPage = 100;

    /// <summary>Adds the faults of tags or metadata.</summary>
    public static Faults CheckLabels(this Faults faults, IDictionary<string, string> labels, string field)
    {
        var length = labels.Sum(label => (long)label.Key.Length + label.Value.Length);
        return faults
            .Map(labels, field, Labels, LabelKeyLength, LabelValueLength)
            .Require(length <= LabelsLength, field, $"must have at most {LabelsLength} characters together");
    }
}
