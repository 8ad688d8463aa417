using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>The result of changing the settings of one resource, which must be a topic.</summary>
internal sealed record TopicChange(ConfigResource Type, string Name, ErrorCode Error, string? Message)
{
    /// <summary>Changes a topic's settings atomically; <paramref name="change"/> refuses with an <see cref="ArgumentException"/>.</summary>
    public static TopicChange Apply(
        Broker broker, ConfigResource type, string name, bool validateOnly, Action<Dictionary<string, string>> change)
    {
        if (type != ConfigResource.Topic)
            return new TopicChange(type, name, ErrorCode.InvalidRequest, "Only the settings of topics can be changed.");
        if (broker.Topics.Find(name) is not { } topic) return new TopicChange(type, name, ErrorCode.UnknownTopicOrPartition, null);
        try
        {
            broker.Topics.Configure(topic, validateOnly, change);
            return new TopicChange(type, name, ErrorCode.None, null);
        }
        catch (ArgumentException refused)
        {
            return new TopicChange(type, name, ErrorCode.InvalidConfig, refused.Message);
        }
        catch (IOException failure)
        {
            return new TopicChange(type, name, ErrorCode.KafkaStorageError, failure.Message);
        }
    }

    public static void Write(ResponseWriter response, List<TopicChange> results)
    {
        response.Int32(0);
        response.Array(results, (w, result) =>
        {
            w.Error(result.Error);
            w.String(result.Message);
            w.Int8((sbyte)result.Type);
            w.String(result.Name);
            w.Tags();
        });
        response.Tags();
    }
}
