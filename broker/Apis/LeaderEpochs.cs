using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Compares the leader epoch that a client knows with the one there is.</summary>
internal static class LeaderEpochs
{
    /// <summary>An error where the client's epoch (-1: it knows none) is not the current one.</summary>
    public static ErrorCode Check(int known) =>
        known is -1 or PartitionLog.LeaderEpoch ? ErrorCode.None
        : known > PartitionLog.LeaderEpoch ? ErrorCode.UnknownLeaderEpoch
        : ErrorCode.FencedLeaderEpoch;
}
