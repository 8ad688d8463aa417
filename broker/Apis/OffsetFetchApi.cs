using MlOps.Broker.Groups;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Returns the committed offsets of groups.</summary>
internal sealed class OffsetFetchApi(Broker broker) : Api(ApiKey.OffsetFetch, 0, 9, 6)
{
    private static readonly CommittedOffset None = new(-1, -1, "");

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var groups = version >= 8
            ? body.Array(group =>
            {
                var id = group.String();
                if (version >= 9)
                {
                    group.NullableString();
                    group.Int32();
                }

                return group.Structure((Id: id, Topics: Topics(group)));
            })
            : [(Id: body.String(), Topics: Topics(body))];
        if (version >= 7) body.Boolean();
        body.Tags();

        if (version >= 3) response.Int32(0);
        if (version >= 8)
        {
            response.Array(groups, (w, group) =>
            {
                w.String(group.Id);
                WriteTopics(w, version, Find(group.Id, group.Topics));
                w.Error(ErrorCode.None);
                w.Tags();
            });
        }
        else
        {
            WriteTopics(response, version, Find(groups[0].Id, groups[0].Topics));
            if (version >= 2) response.Error(ErrorCode.None);
        }

        response.Tags();
        return Task.CompletedTask;
    }

    private static List<(string Name, List<int> Partitions)>? Topics(RequestReader body) =>
        body.NullableArray(topic => topic.Structure((topic.String(), topic.Array(partition => partition.Int32()))));

    private static void WriteTopics(
        ResponseWriter response, short version, List<(string Name, List<(int Index, CommittedOffset Offset)> Partitions)> topics) =>
        response.Array(topics, (w, topic) =>
        {
            w.String(topic.Name);
            w.Array(topic.Partitions, (p, partition) =>
            {
                p.Int32(partition.Index);
                p.Int64(partition.Offset.Offset);
                if (version >= 5) p.Int32(partition.Offset.LeaderEpoch);
                p.String(partition.Offset.Metadata);
                p.Error(ErrorCode.None);
                p.Tags();
            });
            w.Tags();
        });

    private List<(string Name, List<(int Index, CommittedOffset Offset)> Partitions)> Find(
        string group, List<(string Name, List<int> Partitions)>? wanted)
    {
        var committed = broker.Groups.Offsets.Of(group);
        wanted ??= [.. committed.Keys.GroupBy(key => key.Topic).Select(topic => (topic.Key, topic.Select(key => key.Partition).ToList()))];
        return wanted.ConvertAll(topic => (
            topic.Name,
            topic.Partitions.ConvertAll(index => (index, committed.GetValueOrDefault(new TopicPartition(topic.Name, index)) ?? None))));
    }
}
