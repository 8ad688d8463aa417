using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Lists the groups that have members or committed offsets.</summary>
internal sealed class ListGroupsApi(Broker broker) : Api(ApiKey.ListGroups, 0, 5, 3)
{
    private const string Classic = "classic";

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var states = version >= 4 ? body.Array(state => state.String()) : [];
        var types = version >= 5 ? body.Array(type => type.String()) : [];
        body.Tags();

        var groups = broker.Groups.Ids
            .Select(id => (Id: id, Group: broker.Groups.Describe(id)))
            .Where(g => states.Count == 0 || states.Contains(g.Group.State.ToString(), StringComparer.OrdinalIgnoreCase))
            .Where(_ => types.Count == 0 || types.Contains(Classic, StringComparer.OrdinalIgnoreCase))
            .ToList();
        if (version >= 1) response.Int32(0);
        response.Error(ErrorCode.None);
        response.Array(groups, (w, group) =>
        {
            w.String(group.Id);
            w.String(group.Group.ProtocolType);
            if (version >= 4) w.String(group.Group.State.ToString());
            if (version >= 5) w.String(Classic);
            w.Tags();
        });
        response.Tags();
        return Task.CompletedTask;
    }
}
