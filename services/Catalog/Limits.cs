using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog;

/// <summary>The catalog's stated limits; past each the caller gets a clear error and nothing is stored.</summary>
internal static class Limits
{
    public const long FileBytes = 2L * 1024 * 1024 * 1024;
    public const int ChunkBytes = 1024 * 1024;
    public const int Columns = 2048;
    public const int ColumnNameLength = 256;
    public const int FilesPerVersion = 1000;
    public const int VersionsPerDataset = 10_000;
    public const int DerivedFrom = 1000;
    public const int PathLength = 512;
    public const int DescriptionLength = 5000;
    public const int PreviewRows = 1000;
    private const int LabelCount = 100;
    private const int LabelLength = 1000;

    /// <summary>A map of at most 100 entries with short keys and values.</summary>
    public static Faults Labels(this Faults faults, IEnumerable<KeyValuePair<string, string>> labels, string field)
    {
        var count = 0;
        foreach (var (key, value) in labels)
        {
            count++;
            faults.Text(key, $"{field} key", LabelLength).Length(value, $"{field}[{key}]", LabelLength);
        }

        return faults.Count(count, field, LabelCount);
    }
}
