using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using MlOps.Contracts;

namespace MlOps.Messaging;

/// <summary>Copies messages that could not be handled to the dead-letter topic, with the reason and the original position.</summary>
internal sealed class DeadLetters(KafkaConnection kafka, ILogger<DeadLetters> logger)
{
    /// <summary>The names of the added headers.</summary>
    public const string Reason = "dlq_reason";
    public const string Consumer = "dlq_consumer";
    public const string Topic = "dlq_topic";
    public const string Partition = "dlq_partition";
    public const string Offset = "dlq_offset";

    private const int MaxReasonLength = 2000;

    public async Task AddAsync(ConsumeResult<string, byte[]> result, string consumer, Exception exception, CancellationToken cancellation)
    {
        var reason = $"{exception.GetType().Name}: {exception.Message}";
        if (reason.Length > MaxReasonLength) reason = reason[..MaxReasonLength];
        var topic = Topics.DeadLetters(result.Topic);
        await kafka.EnsureTopicsAsync([topic], cancellation);
        var headers = new Headers();
        foreach (var header in result.Message.Headers) headers.Add(header.Key, header.GetValueBytes());
        Add(headers, Reason, reason);
        Add(headers, Consumer, consumer);
        Add(headers, Topic, result.Topic);
        Add(headers, Partition, result.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, Offset, result.Offset.Value.ToString(CultureInfo.InvariantCulture));
        var message = new Message<string, byte[]> { Key = result.Message.Key, Value = result.Message.Value, Headers = headers };
        await kafka.Producer.ProduceAsync(topic, message, cancellation);
        KafkaTelemetry.CountDead(consumer, result.TopicPartitionOffset);
        Log.DeadLettered(logger, consumer, result.Topic, result.Partition.Value, result.Offset.Value, reason);
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
}
