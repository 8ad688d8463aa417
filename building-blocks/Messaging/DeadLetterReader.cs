using Confluent.Kafka;
using MlOps.Contracts;

namespace MlOps.Messaging;

/// <summary>Reads messages from the dead-letter topics.</summary>
internal sealed class DeadLetterReader(KafkaConnection kafka)
{
    // Partitions are assigned explicitly and no offsets are stored, so the group has no state.
    private const string Group = "mlops.dead-letters";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The dead letters of <paramref name="topics"/> (without <c>.dlq</c>) after <paramref name="after"/>, ordered by topic, partition and
    /// offset. Enumeration is lazy and blocks the calling thread.
    /// </summary>
    public IEnumerable<DeadLetterRecord> After(DeadLetterId? after, IEnumerable<string> topics, CancellationToken cancellation)
    {
        using var consumer = kafka.BuildConsumer(Group);
        foreach (var partition in PartitionsOf(topics).Where(partition => after is not { } last || Comes(partition, last)))
        {
            var range = consumer.QueryWatermarkOffsets(partition, Patience);
            var first = after is { } last && last.Partition == partition ? Math.Max(range.Low.Value, last.Offset + 1) : range.Low.Value;
            if (first >= range.High.Value) continue;
            consumer.Assign(new TopicPartitionOffset(partition, first));
            for (var next = first; next < range.High.Value;)
            {
                var result = consumer.Consume(cancellation);
                next = result.Offset.Value + 1;
                yield return DeadLetterRecord.Of(result);
            }
        }
    }

    /// <summary>A dead letter by its id; null if it does not exist or its retention has expired. Blocks the calling thread.</summary>
    public DeadLetterRecord? Find(DeadLetterId id, IEnumerable<string> topics, CancellationToken cancellation)
    {
        if (!PartitionsOf(topics).Contains(id.Partition)) return null;
        using var consumer = kafka.BuildConsumer(Group);
        var range = consumer.QueryWatermarkOffsets(id.Partition, Patience);
        if (id.Offset < range.Low || id.Offset >= range.High) return null;
        consumer.Assign(new TopicPartitionOffset(id.Partition, id.Offset));
        var result = consumer.Consume(cancellation);
        return result.Offset.Value == id.Offset ? DeadLetterRecord.Of(result) : null;
    }

    private IEnumerable<TopicPartition> PartitionsOf(IEnumerable<string> topics)
    {
        var wanted = topics.Select(Topics.DeadLetters).ToHashSet(StringComparer.Ordinal);
        return kafka.Metadata(Patience).Topics.Where(topic => wanted.Contains(topic.Topic)).OrderBy(
            topic => topic.Topic, StringComparer.Ordinal)
            .SelectMany(topic => topic.Partitions.OrderBy(p => p.PartitionId).Select(p => new TopicPartition(topic.Topic, p.PartitionId)));
    }

    private static bool Comes(TopicPartition partition, DeadLetterId after)
    {
        var byTopic = string.CompareOrdinal(partition.Topic, after.Partition.Topic);
        return byTopic > 0 || (byTopic == 0 && partition.Partition.Value >= after.Partition.Partition.Value);
    }
}
