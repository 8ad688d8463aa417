using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Groups;

/// <summary>Encodes committed offsets as records, in the format of Kafka's __consumer_offsets topic.</summary>
internal static class OffsetRecords
{
    private const short KeyVersion = 1;
    private const short ValueVersion = 3;

    public static byte[] Key(string group, TopicPartition partition)
    {
        using var writer = new ResponseWriter();
        writer.Int16(KeyVersion);
        writer.String(group);
        writer.String(partition.Topic);
        writer.Int32(partition.Partition);
        return writer.Buffer.ToArray();
    }

    public static byte[] Value(CommittedOffset offset, long now)
    {
        using var writer = new ResponseWriter();
        writer.Int16(ValueVersion);
        writer.Int64(offset.Offset);
        writer.Int32(offset.LeaderEpoch);
        writer.String(offset.Metadata);
        writer.Int64(now);
        return writer.Buffer.ToArray();
    }

    /// <summary>Decodes a record; the offset is null if the record is a tombstone.</summary>
    public static (string Group, TopicPartition Partition, CommittedOffset? Offset) Read(Record record)
    {
        var key = new RequestReader(record.Key!.Value);
        key.Int16();
        var (group, partition) = (key.String(), new TopicPartition(key.String(), key.Int32()));
        if (record.Value is not { } bytes) return (group, partition, null);
        var value = new RequestReader(bytes);
        value.Int16();
        return (group, partition, new CommittedOffset(value.Int64(), value.Int32(), value.String()));
    }
}
