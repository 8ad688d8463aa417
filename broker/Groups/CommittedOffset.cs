namespace MlOps.Broker.Groups;

/// <summary>How far a group has read a partition.</summary>
internal sealed record CommittedOffset(long Offset, int LeaderEpoch, string Metadata);

/// <summary>A partition by its topic's name and its number.</summary>
internal readonly record struct TopicPartition(string Topic, int Partition);
