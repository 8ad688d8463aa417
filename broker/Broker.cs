using MlOps.Broker.Groups;
using MlOps.Broker.Storage;

namespace MlOps.Broker;

/// <summary>What the requests act on: the state of the one broker.</summary>
internal sealed record Broker(
    BrokerOptions Options,
    string ClusterId,
    TopicCatalog Topics,
    GroupCoordinator Groups,
    ProducerIds ProducerIds,
    GroupCommit Commit,
    TimeProvider Time)
{
    /// <summary>The id of the one node.</summary>
    public const int NodeId = 1;

    /// <summary>Every log: those of all partitions and that of the committed offsets.</summary>
    public IEnumerable<PartitionLog> Logs => Topics.All.SelectMany(topic => topic.Partitions).Append(Groups.Offsets.Log);

    /// <summary>Where clients find the one node; known once it listens.</summary>
    public (string Host, int Port) Address { get; set; }
}
