namespace MlOps.Broker.Groups;

/// <summary>A group's committed offset in a partition.</summary>
internal sealed record CommittedOffset(long Offset, int LeaderEpoch, string Metadata);

/// <summary>A partition by topic name and index.</summary>
internal readonly record struct TopicPartition(string Topic, int Partition);
