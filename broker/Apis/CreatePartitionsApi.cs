using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Adds partitions to topics.</summary>
internal sealed class CreatePartitionsApi(Broker broker) : Api(ApiKey.CreatePartitions, 0, 3, 2)
{
    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var wanted = body.Array(topic => topic.Structure((
            Name: topic.String(),
            Count: topic.Int32(),
            Assignments: topic.NullableArray(assignment => assignment.Structure(assignment.Array(node => node.Int32()))))));
        body.Int32();
        var validateOnly = body.Boolean();
        body.Tags();

        var results = wanted.ConvertAll(topic => (topic.Name, Error: Grow(topic.Name, topic.Count, topic.Assignments, validateOnly)));
        response.Int32(0);
        response.Array(results, (w, result) =>
        {
            w.String(result.Name);
            w.Error(result.Error);
            w.String(null);
            w.Tags();
        });
        response.Tags();
        return Task.CompletedTask;
    }

    private ErrorCode Grow(string name, int count, List<List<int>>? assignments, bool validateOnly)
    {
        if (broker.Topics.Find(name) is not { } topic) return ErrorCode.UnknownTopicOrPartition;
        if (assignments?.Exists(nodes => nodes is not [Broker.NodeId]) == true) return ErrorCode.InvalidReplicaAssignment;
        return broker.Topics.Grow(topic, count, validateOnly);
    }
}
