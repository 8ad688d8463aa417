using Microsoft.Extensions.Logging;

namespace MlOps.EventSourcing.Hosting;

/// <summary>What is logged about the event store.</summary>
internal static partial class Log
{
    [LoggerMessage(9, LogLevel.Information, "Removed {Count} receipts and notes of consumed events whose time was over")]
    public static partial void Purged(ILogger logger, long count);

    [LoggerMessage(10, LogLevel.Warning, "Receipts and notes of consumed events could not be removed; trying again in a day")]
    public static partial void NotPurged(ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Warning, "The database does not answer ({Reason}); the service starts once it does")]
    public static partial void DatabaseUnreachable(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "Commits are neither told to other nodes nor heard of ({Reason}); trying again")]
    public static partial void NoNotices(ILogger logger, string reason);

    [LoggerMessage(13, LogLevel.Warning, "Signals of commits are neither sent nor received; it begins again")]
    public static partial void SignallingFailed(ILogger logger, Exception exception);
}
