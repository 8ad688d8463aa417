using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;

namespace MlOps.Broker.Apis;

/// <summary>Deletes topics with their records and committed offsets.</summary>
internal sealed class DeleteTopicsApi(Broker broker) : Api(ApiKey.DeleteTopics, 0, 6, 4)
{
    public override async Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var wanted = version >= 6
            ? body.Array(topic => topic.Structure((Name: topic.NullableString(), Id: topic.Uuid())))
            : body.Array(topic => (Name: (string?)topic.String(), Id: Guid.Empty));
        body.Int32();
        body.Tags();

        var results = new List<(string? Name, Guid Id, ErrorCode Error)>();
        foreach (var (name, id) in wanted)
        {
            var topic = name is null ? broker.Topics.Find(id) : broker.Topics.Find(name);
            results.Add((topic?.Name ?? name, topic?.Id ?? id, topic is null ? Unknown(name) : await DeleteAsync(topic)));
        }

        if (version >= 1) response.Int32(0);
        response.Array(results, (w, result) =>
        {
            w.String(result.Name);
            if (version >= 6) w.Uuid(result.Id);
            w.Error(result.Error);
            if (version >= 5) w.String(null);
            w.Tags();
        });
        response.Tags();
    }

    private static ErrorCode Unknown(string? name) => name is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;

    private async Task<ErrorCode> DeleteAsync(Topic topic) => broker.Topics.TryDelete(topic.Name)
        ? await broker.Groups.Offsets.ForgetTopicAsync(topic.Name)
        : ErrorCode.UnknownTopicOrPartition;
}
