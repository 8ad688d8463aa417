using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Deletes the records of partitions before an offset.</summary>
internal sealed class DeleteRecordsApi(Broker broker) : Api(ApiKey.DeleteRecords, 0, 2, 2)
{
    private const long AllRecords = -1;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var topics = body.Array(topic => topic.Structure((
            Name: topic.String(),
            Partitions: topic.Array(partition => partition.Structure((Index: partition.Int32(), Offset: partition.Int64()))))));
        body.Int32();
        body.Tags();

        response.Int32(0);
        response.Array(topics, (w, topic) =>
        {
            w.String(topic.Name);
            w.Array(topic.Partitions, (p, partition) =>
            {
                var (start, error) = Delete(topic.Name, partition.Index, partition.Offset);
                p.Int32(partition.Index);
                p.Int64(start);
                p.Error(error);
                p.Tags();
            });
            w.Tags();
        });
        response.Tags();
        return Task.CompletedTask;
    }

    private (long Start, ErrorCode Error) Delete(string topic, int index, long offset)
    {
        if (broker.Topics.Find(topic) is not { } found || found.Partition(index) is not { } log)
            return (-1, ErrorCode.UnknownTopicOrPartition);
        if (!found.Config.Deletes) return (-1, ErrorCode.PolicyViolation);
        var end = log.HighWatermark;
        if (offset == AllRecords) offset = end;
        if (offset < 0 || offset > end) return (-1, ErrorCode.OffsetOutOfRange);
        log.DeleteBefore(offset);
        return (log.StartOffset, ErrorCode.None);
    }
}
