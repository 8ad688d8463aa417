using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Storage;

/// <summary>Log messages of record storage.</summary>
internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Information, "topic {Topic} created with {Partitions} partitions")]
    public static partial void TopicCreated(this ILogger logger, string topic, int partitions);

    [LoggerMessage(21, LogLevel.Information, "topic {Topic} deleted")]
    public static partial void TopicDeleted(this ILogger logger, string topic);

    [LoggerMessage(30, LogLevel.Error, "cannot append to {Log}")]
    public static partial void AppendFailed(this ILogger logger, Exception failure, string log);

    [LoggerMessage(31, LogLevel.Critical, "cannot sync {Log}: writes are refused until the broker is restarted")]
    public static partial void FlushFailed(this ILogger logger, Exception failure, string log);

    [LoggerMessage(32, LogLevel.Warning, "{Log}: truncated {Bytes} bytes after the last whole batch; the log end offset is {EndOffset}")]
    public static partial void TailCut(this ILogger logger, string log, long bytes, long endOffset);

    [LoggerMessage(33, LogLevel.Information, "{Log}: retention moved the log start offset to {Offset}")]
    public static partial void OldRecordsRemoved(this ILogger logger, string log, long offset);

    [LoggerMessage(34, LogLevel.Information, "{Log}: compacted from {Before} to {After} bytes")]
    public static partial void Compacted(this ILogger logger, string log, long before, long after);
}
