using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Creates topics.</summary>
internal sealed class CreateTopicsApi(Broker broker) : Api(ApiKey.CreateTopics, 0, 7, 5)
{
    private const sbyte TopicSource = 1;
    private const sbyte DefaultSource = 5;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var topics = body.Array(topic => topic.Structure(new Wanted(
            topic.String(),
            topic.Int32(),
            topic.Int16(),
            topic.Array(assignment => assignment.Structure((Index: assignment.Int32(), Nodes: assignment.Array(node => node.Int32())))),
            topic.Array(config => config.Structure(KeyValuePair.Create(config.String(), config.NullableString()))))));
        body.Int32();
        var validateOnly = version >= 1 && body.Boolean();
        body.Tags();

        var repeated = topics.GroupBy(topic => topic.Name).Where(same => same.Count() > 1).Select(same => same.Key).ToHashSet();
        var results = topics.ConvertAll(topic => repeated.Contains(topic.Name)
            ? Created.Refused(topic.Name, ErrorCode.InvalidRequest, "The request names the topic more than once.")
            : Create(topic, validateOnly));
        if (version >= 2) response.Int32(0);
        response.Array(results, (w, result) => Write(w, version, result));
        response.Tags();
        return Task.CompletedTask;
    }

    private Created Create(Wanted wanted, bool validateOnly)
    {
        var name = wanted.Name;
        if (!TopicCatalog.IsValidName(name))
            return Created.Refused(name, ErrorCode.InvalidTopic, "A topic's name is 1 to 249 letters, digits, '.', '_' or '-'.");
        if (broker.Topics.Find(name) is not null) return Exists(name);

        var partitions = wanted.Assignments.Count > 0 ? wanted.Assignments.Count
            : wanted.Partitions == -1 ? broker.Options.DefaultPartitions
            : wanted.Partitions;
        if (partitions is < 1 or > TopicCatalog.MaxPartitionsOfATopic)
            return Created.Refused(name, ErrorCode.InvalidPartitions, $"A topic has 1 to {TopicCatalog.MaxPartitionsOfATopic} partitions.");
        if (wanted.Assignments.Count == 0 && wanted.ReplicationFactor is not (-1 or 1))
            return Created.Refused(name, ErrorCode.InvalidReplicationFactor, "The cluster has one node: the replication factor must be 1.");
        var complete = wanted.Assignments.Select(a => a.Index).Order().SequenceEqual(Enumerable.Range(0, wanted.Assignments.Count));
        if (!complete || wanted.Assignments.Any(a => a.Nodes is not [Broker.NodeId]))
        {
            return Created.Refused(
                name, ErrorCode.InvalidReplicaAssignment, $"Partitions must be numbered from 0 and assigned to node {Broker.NodeId}.");
        }


        var config = new Dictionary<string, string>();
        foreach (var (key, value) in wanted.Config) config[key] = value ?? "";
        if (TopicConfig.Refusal(config) is { } fault) return Created.Refused(name, ErrorCode.InvalidConfig, fault);
        if (validateOnly) return new Created(name, Guid.Empty, ErrorCode.None, null, partitions, new TopicConfig(config));
        try
        {
            return broker.Topics.TryCreate(name, partitions, config, out var topic)
                ? new Created(name, topic.Id, ErrorCode.None, null, partitions, topic.Config)
                : Exists(name);
        }
        catch (IOException failure)
        {
            return Created.Refused(name, ErrorCode.KafkaStorageError, failure.Message);
        }
    }

    private static Created Exists(string name) => Created.Refused(name, ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.");

    private static void Write(ResponseWriter response, short version, Created result)
    {
        response.String(result.Name);
        if (version >= 7) response.Uuid(result.Id);
        response.Error(result.Error);
        if (version >= 1) response.String(result.Message);
        if (version >= 5)
        {
            response.Int32(result.Partitions);
            response.Int16(result.Config is null ? (short)-1 : (short)1);
            response.Array(result.Config is null ? [] : TopicConfig.Settings.Keys.ToList(), (w, name) =>
            {
                w.String(name);
                w.String(result.Config!.Value(name));
                w.Boolean(false);
                w.Int8(result.Config.Overrides.ContainsKey(name) ? TopicSource : DefaultSource);
                w.Boolean(false);
                w.Tags();
            });
        }

        response.Tags();
    }

    private sealed record Wanted(
        string Name,
        int Partitions,
        short ReplicationFactor,
        List<(int Index, List<int> Nodes)> Assignments,
        List<KeyValuePair<string, string?>> Config);

    private sealed record Created(string Name, Guid Id, ErrorCode Error, string? Message, int Partitions, TopicConfig? Config)
    {
        public static Created Refused(string name, ErrorCode error, string message) => new(name, Guid.Empty, error, message, -1, null);
    }
}
