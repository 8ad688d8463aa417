using Microsoft.Extensions.Logging;

namespace MlOps.Messaging;

/// <summary>Log messages of producers and consumers.</summary>
internal static partial class Log
{
    [LoggerMessage(3, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(4, LogLevel.Warning, "Kafka is unreachable ({Reason}); retrying")]
    public static partial void KafkaUnreachable(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Consumer}: attempt {Attempt} at {Topic}[{Partition}]@{Offset} failed; retrying in {Delay}")]
    public static partial void Retrying(
        ILogger logger, Exception exception, string consumer, int attempt, string topic, int partition, long offset, TimeSpan delay);

    [LoggerMessage(6, LogLevel.Error, "{Consumer}: {Topic}[{Partition}]@{Offset} was dead-lettered: {Reason}")]
    public static partial void DeadLettered(ILogger logger, string consumer, string topic, int partition, long offset, string reason);

    [LoggerMessage(7, LogLevel.Error, "Consumer group {Consumer} failed; restarting in {Delay}")]
    public static partial void ConsumerStopped(ILogger logger, Exception exception, string consumer, TimeSpan delay);

    [LoggerMessage(8, LogLevel.Information, "librdkafka: {Message}")]
    public static partial void Kafka(ILogger logger, string message);

    [LoggerMessage(14, LogLevel.Error, "The Kafka producer has a fatal error ({Reason}); replacing it")]
    public static partial void ProducerFailed(ILogger logger, string reason);
}
