using Microsoft.Extensions.Logging;

namespace MlOps.EventSourcing.Hosting;

/// <summary>Log messages of the event store.</summary>
internal static partial class Log
{
    [LoggerMessage(9, LogLevel.Information, "Deleted {Count} expired receipts and consumed-event records")]
    public static partial void Purged(ILogger logger, long count);

    [LoggerMessage(10, LogLevel.Warning, "Could not delete expired receipts and consumed-event records; retrying in a day")]
    public static partial void NotPurged(ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Warning, "The database is unreachable ({Reason}); startup waits for it")]
    public static partial void DatabaseUnreachable(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "Commit notifications between nodes failed ({Reason}); retrying")]
    public static partial void NoNotices(ILogger logger, string reason);

    [LoggerMessage(13, LogLevel.Warning, "Commit signals between nodes failed; reconnecting")]
    public static partial void SignallingFailed(ILogger logger, Exception exception);
}
