using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Returns the end offset of a leader epoch; the only epoch ends at the high-water mark.</summary>
internal sealed class OffsetForLeaderEpochApi(Broker broker) : Api(ApiKey.OffsetForLeaderEpoch, 0, 4, 4)
{
    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        if (version >= 3) body.Int32();
        var topics = body.Array(topic => topic.Structure((Name: topic.String(), Partitions: topic.Array(partition =>
        {
            var index = partition.Int32();
            var known = version >= 2 ? partition.Int32() : -1;
            return partition.Structure((Index: index, Known: known, Epoch: partition.Int32()));
        }))));
        body.Tags();

        if (version >= 2) response.Int32(0);
        response.Array(topics, (w, topic) =>
        {
            w.String(topic.Name);
            w.Array(topic.Partitions, (p, partition) =>
            {
                var log = broker.Topics.Find(topic.Name, partition.Index);
                var error = log is null ? ErrorCode.UnknownTopicOrPartition : LeaderEpochs.Check(partition.Known);
                var known = error == ErrorCode.None && partition.Epoch == PartitionLog.LeaderEpoch;
                p.Error(error);
                p.Int32(partition.Index);
                if (version >= 1) p.Int32(known ? PartitionLog.LeaderEpoch : -1);
                p.Int64(known ? log!.HighWatermark : -1);
                p.Tags();
            });
            w.Tags();
        });
        response.Tags();
        return Task.CompletedTask;
    }
}
