using Confluent.Kafka;
using MlOps.Contracts;

namespace MlOps.Messaging;

/// <summary>Reads what was put aside: the records of the topics of dead letters, as they stand in Kafka.</summary>
internal sealed class DeadLetterReader(KafkaConnection kafka)
{
    // Nothing is committed: every look begins where it is told to.
    private const string Group = "mlops.dead-letters";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The dead letters of some topics after a place, in the order of topic, partition and offset. Read from Kafka as they are taken,
    /// on the caller's thread.
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

    /// <summary>One dead letter; null when it is not, or no longer, there.</summary>
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
