namespace MlOps.Broker.Groups;

/// <summary>Where a consumer group stands, in Kafka's words.</summary>
internal enum GroupState
{
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    Stable,
    Dead,
}
