using MlOps.Broker.Groups;
using MlOps.Broker.Storage;

namespace MlOps.Broker;

/// <summary>The state of the broker, which all request handlers share.</summary>
internal sealed record Broker(
    BrokerOptions Options,
    string ClusterId,
    TopicCatalog Topics,
    GroupCoordinator Groups,
    ProducerIds ProducerIds,
    GroupCommit Commit,
    TimeProvider Time)
{
    /// <summary>The node id; the cluster has one node.</summary>
    public const int NodeId = 1;

    /// <summary>All logs: one per partition, and the log of committed offsets.</summary>
    public IEnumerable<PartitionLog> Logs => Topics.All.SelectMany(topic => topic.Partitions).Append(Groups.Offsets.Log);

    /// <summary>The advertised address; set once the socket is bound.</summary>
    public (string Host, int Port) Address { get; set; }
}
