using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Describes the node and the topics; creates unknown topics if auto-creation is on.</summary>
internal sealed class MetadataApi(Broker broker) : Api(ApiKey.Metadata, 0, 12, 9)
{
    private const int NotAsked = int.MinValue;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var wanted = body.NullableArray(topic =>
        {
            var id = version >= 10 ? topic.Uuid() : Guid.Empty;
            return topic.Structure((Id: id, Name: version >= 10 ? topic.NullableString() : topic.String()));
        });
        var mayCreate = version < 4 || body.Boolean();
        if (version is >= 8 and <= 10) body.Boolean();
        if (version >= 8) body.Boolean();
        body.Tags();

        var everything = wanted is null || (version == 0 && wanted.Count == 0);
        var topics = everything
            ? [.. broker.Topics.All.Select(topic => new Described(ErrorCode.None, topic.Name, topic.Id, topic))]
            : wanted!.ConvertAll(topic => Describe(topic.Id, topic.Name, mayCreate));
        Write(response, version, topics);
        return Task.CompletedTask;
    }

    private Described Describe(Guid id, string? name, bool mayCreate)
    {
        if (name is null)
        {
            return broker.Topics.Find(id) is { } known
                ? new Described(ErrorCode.None, known.Name, id, known)
                : new Described(ErrorCode.UnknownTopicId, null, id, null);
        }

        if (!TopicCatalog.IsValidName(name)) return new Described(ErrorCode.InvalidTopic, name, Guid.Empty, null);
        var topic = broker.Topics.Find(name);
        try
        {
            if (topic is null && mayCreate && broker.Options.AutoCreateTopics)
                broker.Topics.TryCreate(name, broker.Options.DefaultPartitions, TopicConfig.Default.Overrides, out topic);
        }
        catch (IOException)
        {
            return new Described(ErrorCode.KafkaStorageError, name, Guid.Empty, null);
        }

        return topic is null
            ? new Described(ErrorCode.UnknownTopicOrPartition, name, Guid.Empty, null)
            : new Described(ErrorCode.None, name, topic.Id, topic);
    }

    private void Write(ResponseWriter response, short version, List<Described> topics)
    {
        if (version >= 3) response.Int32(0);
        response.Array([broker.Address], (w, address) =>
        {
            w.Int32(Broker.NodeId);
            w.String(address.Host);
            w.Int32(address.Port);
            if (version >= 1) w.String(null);
            w.Tags();
        });
        if (version >= 2) response.String(broker.ClusterId);
        if (version >= 1) response.Int32(Broker.NodeId);
        response.Array(topics, (w, topic) =>
        {
            w.Error(topic.Error);
            w.String(topic.Name ?? (version >= 12 ? null : ""));
            if (version >= 10) w.Uuid(topic.Id);
            if (version >= 1) w.Boolean(false);
            w.Array([.. Enumerable.Range(0, topic.Topic?.Partitions.Count ?? 0)], (p, index) => WritePartition(p, version, index));
            if (version >= 8) w.Int32(NotAsked);
            w.Tags();
        });
        if (version is >= 8 and <= 10) response.Int32(NotAsked);
        response.Tags();
    }

    private static void WritePartition(ResponseWriter response, short version, int index)
    {
        response.Error(ErrorCode.None);
        response.Int32(index);
        response.Int32(Broker.NodeId);
        if (version >= 7) response.Int32(PartitionLog.LeaderEpoch);
        response.Array([Broker.NodeId], (w, node) => w.Int32(node));
        response.Array([Broker.NodeId], (w, node) => w.Int32(node));
        if (version >= 5) response.Array<int>([], (w, node) => w.Int32(node));
        response.Tags();
    }

    private sealed record Described(ErrorCode Error, string? Name, Guid Id, Topic? Topic);
}
