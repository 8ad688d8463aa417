namespace MlOps.Serving.PredictionLog;

/// <summary>
/// Ids of predictions: UUIDs of version 7 without dashes, whose first 12 digits are the Unix milliseconds of the prediction.
/// </summary>
internal static class PredictionId
{
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    /// <summary>What sorts before every id of that millisecond or a later one, and after all others.</summary>
    public static string From(DateTimeOffset moment) => Digits(moment.ToUnixTimeMilliseconds());

    /// <summary>What sorts after every id of that millisecond or an earlier one, and before all others.</summary>
    public static string After(DateTimeOffset moment) => Digits(moment.ToUnixTimeMilliseconds() + 1);

    private static string Digits(long milliseconds) => Math.Max(0, milliseconds).ToString("x12");
}
