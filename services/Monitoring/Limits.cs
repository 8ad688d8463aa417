namespace MlOps.Monitoring;

/// <summary>What requests, windows, reports and profiles may hold.</summary>
internal static class Limits
{
    /// <summary>The longest id of a window, an alert, a prediction or a client's request.</summary>
    public const int IdLength = 128;

    public const int ReasonLength = 2000;

    /// <summary>Windows and alerts are large: so many at most are on a page.</summary>
    public const int ReportsOnPage = 100;

    public const int LabelsOfRequest = 10_000;

    public const int RowsOfWindow = 1_000_000;

    /// <summary>Feature values, which are held in memory.</summary>
    public const int ValuesOfWindow = 100_000_000;

    public const int FeaturesOfProfile = 10_000;

    public const int FeatureNameLength = 256;

    /// <summary>The features of a report itself; a blob has all of them.</summary>
    public const int FeaturesOfReport = 100;

    /// <summary>The predictions, and the labels, that are deleted in one transaction.</summary>
    public const int ExpiredOfBatch = 5_000;
}
