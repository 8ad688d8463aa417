using System.Runtime.InteropServices;
using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Appends record batches; with acks=all the response waits until they are durable.</summary>
internal sealed class ProduceApi(Broker broker) : Api(ApiKey.Produce, 0, 11, 9)
{
    private const short AllReplicas = -1;

    // Versions before 3 carry obsolete message formats and are refused. They are announced nevertheless, because librdkafka
    // disables compression without them.
    private const short FirstWithRecordBatches = 3;

    public override bool Pipelined => true;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        if (request.Version >= FirstWithRecordBatches) body.NullableString();
        var acks = body.Int16();
        body.Int32();
        response.Omitted = acks == 0;
        var appended = new List<(PartitionLog Log, long EndOffset)>();
        var topics = body.Array(topic =>
        {
            var name = topic.String();
            var partitions = topic.Array(partition =>
            {
                var index = partition.Int32();
                var records = partition.NullableBytes() ?? ReadOnlyMemory<byte>.Empty;
                partition.Tags();
                var log = broker.Topics.Find(name, index);
                var result = acks is not (0 or 1 or AllReplicas) ? AppendResult.Refused(ErrorCode.InvalidRequiredAcks)
                    : log is null ? AppendResult.Refused(ErrorCode.UnknownTopicOrPartition)
                    : Append(log, MemoryMarshal.AsMemory(records));
                if (result.Error == ErrorCode.None) appended.Add((log!, result.EndOffset));
                return new Written(index, log, result);
            });
            return topic.Structure((Name: name, Partitions: partitions));
        });
        body.Tags();
        return AnswerAsync(request.Version, acks, topics, appended, response);
    }

    private static AppendResult Append(PartitionLog log, Memory<byte> records)
    {
        var config = log.Config();
        var error = BatchCheck.Inspect(records.Span, config.MaxMessageBytes, out var header);
        if (error == ErrorCode.None && config.Compacts && !RecordBatch.HasKeys(records, header)) error = ErrorCode.InvalidRecord;
        return error == ErrorCode.None ? log.Append(records.Span, header) : AppendResult.Refused(error);
    }

    private async Task AnswerAsync(
        short version,
        short acks,
        List<(string Name, List<Written> Partitions)> topics,
        List<(PartitionLog Log, long EndOffset)> appended,
        ResponseWriter response)
    {
        var durable = appended.ConvertAll(append => broker.Commit.EnlistAsync(append.Log));
        if (acks == AllReplicas) await Task.WhenAll(durable);
        response.Array(topics, (w, topic) =>
        {
            w.String(topic.Name);
            w.Array(topic.Partitions, (p, written) =>
            {
                var result = written.Result;
                if (acks == AllReplicas && result.Error == ErrorCode.None && written.Log!.HighWatermark < result.EndOffset)
                    result = AppendResult.Refused(ErrorCode.KafkaStorageError);
                p.Int32(written.Index);
                p.Error(result.Error);
                p.Int64(result.BaseOffset);
                if (version >= 2) p.Int64(result.AppendTime);
                if (version >= 5) p.Int64(written.Log?.StartOffset ?? -1);
                if (version >= 8)
                {
                    p.Array<int>([], (_, _) => { });
                    p.String(null);
                }

                p.Tags();
            });
            w.Tags();
        });
        if (version >= 1) response.Int32(0);
        response.Tags();
    }

    private readonly record struct Written(int Index, PartitionLog? Log, AppendResult Result);
}
