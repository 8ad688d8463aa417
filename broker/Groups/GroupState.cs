namespace MlOps.Broker.Groups;

/// <summary>The state of a consumer group, with Kafka's names.</summary>
internal enum GroupState
{
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    Stable,
    Dead,
}
