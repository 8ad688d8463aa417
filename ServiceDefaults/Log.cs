using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace MlOps.ServiceDefaults;

/// <summary>Everything that the service defaults log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} failed; request id {RequestId}")]
    public static partial void Failed(ILogger logger, Exception exception, string method, string requestId);

    [LoggerMessage(2, LogLevel.Debug, "{Method} refused: {Code} {Message}")]
    public static partial void Refused(ILogger logger, string method, StatusCode code, string message);

    [LoggerMessage(3, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(4, LogLevel.Warning, "Kafka does not answer ({Reason}); trying again")]
    public static partial void KafkaUnreachable(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Consumer}: attempt {Attempt} at {Topic}[{Partition}]@{Offset} failed; trying again in {Delay}")]
    public static partial void Retrying(
        ILogger logger, Exception exception, string consumer, int attempt, string topic, int partition, long offset, TimeSpan delay);

    [LoggerMessage(6, LogLevel.Error, "{Consumer}: {Topic}[{Partition}]@{Offset} goes to the dead letters: {Reason}")]
    public static partial void DeadLettered(ILogger logger, string consumer, string topic, int partition, long offset, string reason);

    [LoggerMessage(7, LogLevel.Error, "Consumer {Consumer} stopped; it starts again in {Delay}")]
    public static partial void ConsumerStopped(ILogger logger, Exception exception, string consumer, TimeSpan delay);

    [LoggerMessage(8, LogLevel.Information, "librdkafka: {Message}")]
    public static partial void Kafka(ILogger logger, string message);

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
