using MlOps.Broker.Groups;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Commits offsets of a group.</summary>
internal sealed class OffsetCommitApi(Broker broker) : Api(ApiKey.OffsetCommit, 0, 9, 8)
{
    private const int MaxMetadataLength = 4096;

    public override async Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var group = body.String();
        var generation = version >= 1 ? body.Int32() : -1;
        var memberId = version >= 1 ? body.String() : "";
        var identity = new MemberIdentity(memberId, version >= 7 ? body.NullableString() : null);
        if (version is >= 2 and <= 4) body.Int64();
        var topics = body.Array(topic => topic.Structure((Name: topic.String(), Partitions: topic.Array(partition =>
        {
            var index = partition.Int32();
            var offset = partition.Int64();
            var leaderEpoch = version >= 6 ? partition.Int32() : -1;
            if (version == 1) partition.Int64();
            return partition.Structure((Index: index, Offset: new CommittedOffset(offset, leaderEpoch, partition.NullableString() ?? "")));
        }))));
        body.Tags();

        var refusal = group.Length == 0 ? ErrorCode.InvalidGroupId
            : broker.Groups.Find(group) is { } known ? known.CheckCommit(identity, generation)
            : generation >= 0 ? ErrorCode.IllegalGeneration : ErrorCode.None;
        var errors = topics.ConvertAll(topic => topic.Partitions.ConvertAll(p =>
            refusal != ErrorCode.None ? refusal : Check(topic.Name, p.Index, p.Offset)));
        var accepted = topics
            .SelectMany((topic, t) => topic.Partitions.Where((_, p) => errors[t][p] == ErrorCode.None)
                .Select(p => KeyValuePair.Create(new TopicPartition(topic.Name, p.Index), (CommittedOffset?)p.Offset)))
            .ToList();
        var stored = await broker.Groups.Offsets.CommitAsync(group, accepted);

        if (version >= 3) response.Int32(0);
        response.Array([.. topics.Zip(errors)], (w, topic) =>
        {
            w.String(topic.First.Name);
            w.Array([.. topic.First.Partitions.Zip(topic.Second)], (p, pair) =>
            {
                p.Int32(pair.First.Index);
                p.Error(pair.Second == ErrorCode.None ? stored : pair.Second);
                p.Tags();
            });
            w.Tags();
        });
        response.Tags();
    }

    private ErrorCode Check(string topic, int partition, CommittedOffset offset)
    {
        if (offset.Metadata.Length > MaxMetadataLength) return ErrorCode.OffsetMetadataTooLarge;
        return broker.Topics.Find(topic, partition) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None;
    }
}
