using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Validates the leader epoch in requests.</summary>
internal static class LeaderEpochs
{
    /// <summary>An error if the client's epoch is not the current one; -1 means that the client knows none.</summary>
    public static ErrorCode Check(int known) =>
        known is -1 or PartitionLog.LeaderEpoch ? ErrorCode.None
        : known > PartitionLog.LeaderEpoch ? ErrorCode.UnknownLeaderEpoch
        : ErrorCode.FencedLeaderEpoch;
}
