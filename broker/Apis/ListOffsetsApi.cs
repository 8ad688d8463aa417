using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Finds offsets: log start, high-water mark, or the first record at or after a timestamp.</summary>
internal sealed class ListOffsetsApi(Broker broker) : Api(ApiKey.ListOffsets, 0, 9, 6)
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long NewestTimestamp = -3;
    private const long EarliestLocal = -4;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        body.Int32();
        if (version >= 2) body.Int8();
        var topics = body.Array(topic =>
        {
            var name = topic.String();
            return topic.Structure((Name: name, Partitions: topic.Array(partition =>
            {
                var index = partition.Int32();
                var leaderEpoch = version >= 4 ? partition.Int32() : -1;
                var timestamp = partition.Int64();
                if (version == 0) partition.Int32();
                return partition.Structure(Find(name, index, leaderEpoch, timestamp));
            })));
        });
        body.Tags();

        if (version >= 2) response.Int32(0);
        response.Array(topics, (w, topic) =>
        {
            w.String(topic.Name);
            w.Array(topic.Partitions, (p, found) =>
            {
                p.Int32(found.Index);
                p.Error(found.Error);
                if (version == 0)
                {
                    p.Array<long>(found.Offset < 0 ? [] : [found.Offset], (o, offset) => o.Int64(offset));
                    return;
                }

                p.Int64(found.Timestamp);
                p.Int64(found.Offset);
                if (version >= 4) p.Int32(found.Offset < 0 ? -1 : PartitionLog.LeaderEpoch);
                p.Tags();
            });
            w.Tags();
        });
        response.Tags();
        return Task.CompletedTask;
    }

    private Found Find(string topic, int index, int leaderEpoch, long timestamp)
    {
        if (broker.Topics.Find(topic, index) is not { } log) return new Found(index, ErrorCode.UnknownTopicOrPartition, -1, -1);
        if (LeaderEpochs.Check(leaderEpoch) is not ErrorCode.None and var error) return new Found(index, error, -1, -1);
        if (timestamp == Latest) return new Found(index, ErrorCode.None, -1, log.HighWatermark);
        if (timestamp is Earliest or EarliestLocal) return new Found(index, ErrorCode.None, -1, log.StartOffset);
        if (timestamp == NewestTimestamp) timestamp = log.MaxTimestamp;
        return timestamp >= 0 && log.FindByTime(timestamp) is { } found
            ? new Found(index, ErrorCode.None, found.Timestamp, found.Offset)
            : new Found(index, ErrorCode.None, -1, -1);
    }

    private readonly record struct Found(int Index, ErrorCode Error, long Timestamp, long Offset);
}
