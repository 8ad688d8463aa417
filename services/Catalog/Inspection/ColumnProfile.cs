namespace MlOps.Catalog.Inspection;

/// <summary>
/// Exact statistics of one column. Mean, population standard deviation and quartiles (interpolated) are of finite numbers
/// only; min and max are cut after 64 characters; top values are the ten most frequent, ties by value.
/// </summary>
internal sealed record ColumnProfile(
    string Name,
    string Type,
    long Count,
    long NullCount,
    long DistinctCount,
    string? Min,
    string? Max,
    double? Mean,
    double? StandardDeviation,
    double? P25,
    double? P50,
    double? P75,
    IReadOnlyList<FrequentValue> TopValues);

/// <summary>A value as text, with its number of rows.</summary>
internal sealed record FrequentValue(string Value, long Count);
