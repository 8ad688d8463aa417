using Microsoft.Extensions.Logging;

namespace MlOps.Broker;

/// <summary>Every message that the broker logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "This is a development broker: a single node that speaks the Kafka protocol, for one machine. Use an Apache Kafka cluster for anything else.")]
    public static partial void DevelopmentBroker(this ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "listening on {Host}:{Port}, data in {Directory}, fsync {Policy}, {Topics} topics")]
    public static partial void Listening(this ILogger logger, string host, int port, string directory, string policy, int topics);

    [LoggerMessage(3, LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(10, LogLevel.Warning, "closing the connection of {Client}: {Reason}")]
    public static partial void MalformedRequest(this ILogger logger, string client, string reason);

    [LoggerMessage(11, LogLevel.Error, "closing the connection of {Client}: a request failed")]
    public static partial void RequestFailed(this ILogger logger, Exception failure, string client);

    [LoggerMessage(20, LogLevel.Information, "topic {Topic} created with {Partitions} partitions")]
    public static partial void TopicCreated(this ILogger logger, string topic, int partitions);

    [LoggerMessage(21, LogLevel.Information, "topic {Topic} deleted")]
    public static partial void TopicDeleted(this ILogger logger, string topic);

    [LoggerMessage(30, LogLevel.Error, "cannot append to {Log}")]
    public static partial void AppendFailed(this ILogger logger, Exception failure, string log);

    [LoggerMessage(31, LogLevel.Critical, "cannot sync {Log}; it takes no more records until the broker is restarted")]
    public static partial void FlushFailed(this ILogger logger, Exception failure, string log);

    [LoggerMessage(32, LogLevel.Warning, "{Log}: cut {Bytes} bytes after the last whole batch; the log ends at offset {EndOffset}")]
    public static partial void TailCut(this ILogger logger, string log, long bytes, long endOffset);

    [LoggerMessage(33, LogLevel.Information, "{Log}: removed the records before offset {Offset}")]
    public static partial void OldRecordsRemoved(this ILogger logger, string log, long offset);

    [LoggerMessage(34, LogLevel.Information, "{Log}: compacted {Before} bytes to {After}")]
    public static partial void Compacted(this ILogger logger, string log, long before, long after);

    [LoggerMessage(35, LogLevel.Error, "{Log}: cleaning failed")]
    public static partial void CleaningFailed(this ILogger logger, Exception failure, string log);

    [LoggerMessage(40, LogLevel.Information, "group {Group}: generation {Generation} with {Members} members")]
    public static partial void GenerationStarted(this ILogger logger, string group, int generation, int members);

    [LoggerMessage(41, LogLevel.Information, "group {Group}: member {Member} sent no heartbeat in time")]
    public static partial void MemberExpired(this ILogger logger, string group, string member);
}
