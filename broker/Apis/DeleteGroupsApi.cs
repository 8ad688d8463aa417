using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Deletes empty groups.</summary>
internal sealed class DeleteGroupsApi(Broker broker) : Api(ApiKey.DeleteGroups, 0, 2, 2)
{
    public override async Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var groups = body.Array(group => group.String());
        body.Tags();

        var results = new List<(string Id, ErrorCode Error)>();
        foreach (var id in groups) results.Add((id, await broker.Groups.DeleteAsync(id)));
        response.Int32(0);
        response.Array(results, (w, result) =>
        {
            w.String(result.Id);
            w.Error(result.Error);
            w.Tags();
        });
        response.Tags();
    }
}
