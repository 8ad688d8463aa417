using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Returns the settings of topics and of the broker.</summary>
internal sealed class DescribeConfigsApi(Broker broker) : Api(ApiKey.DescribeConfigs, 0, 4, 4)
{
    private const sbyte FromTopic = 1;
    private const sbyte FromBroker = 4;
    private const sbyte FromDefault = 5;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var resources = body.Array(resource => resource.Structure((
            Type: (ConfigResource)resource.Int8(), Name: resource.String(), Keys: resource.NullableArray(key => key.String()))));
        if (version >= 1) body.Boolean();
        if (version >= 3) body.Boolean();
        body.Tags();

        response.Int32(0);
        response.Array(resources, (w, resource) =>
        {
            var settings = Find(resource.Type, resource.Name, out var error);
            w.Error(error);
            w.String(null);
            w.Int8((sbyte)resource.Type);
            w.String(resource.Name);
            var asked = settings.FindAll(setting => resource.Keys is null || resource.Keys.Contains(setting.Name));
            w.Array(asked, (s, setting) => Write(s, version, setting));
            w.Tags();
        });
        response.Tags();
        return Task.CompletedTask;
    }

    private static void Write(ResponseWriter response, short version, Setting setting)
    {
        response.String(setting.Name);
        response.String(setting.Value);
        response.Boolean(setting.Source == FromBroker);
        if (version == 0) response.Boolean(setting.Source == FromDefault);
        else response.Int8(setting.Source);
        response.Boolean(false);
        if (version >= 1) response.Array<int>([], (_, _) => { });
        if (version >= 3)
        {
            response.Int8((sbyte)setting.Type);
            response.String(null);
        }

        response.Tags();
    }

    private List<Setting> Find(ConfigResource type, string name, out ErrorCode error)
    {
        error = ErrorCode.None;
        if (type == ConfigResource.Topic && broker.Topics.Find(name) is { } topic)
        {
            var config = topic.Config;
            return [.. TopicConfig.Settings.Values.Select(setting => new Setting(
                setting.Name,
                config.Value(setting.Name),
                setting.Type,
                config.Overrides.ContainsKey(setting.Name) ? FromTopic : FromDefault))];
        }

        if (type == ConfigResource.Broker && name == $"{Broker.NodeId}")
        {
            var options = broker.Options;
            return
            [
                new Setting("broker.id", name, SettingType.Int, FromBroker),
                new Setting("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false", SettingType.Boolean, FromBroker),
                new Setting("num.partitions", $"{options.DefaultPartitions}", SettingType.Int, FromBroker),
                new Setting("default.replication.factor", "1", SettingType.Int, FromBroker),
                new Setting("socket.request.max.bytes", $"{options.MaxRequestBytes}", SettingType.Int, FromBroker),
            ];
        }

        error = type == ConfigResource.Topic ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidRequest;
        return [];
    }

    private sealed record Setting(string Name, string Value, SettingType Type, sbyte Source);
}
