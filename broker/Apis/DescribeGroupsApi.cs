using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Describes groups and their members.</summary>
internal sealed class DescribeGroupsApi(Broker broker) : Api(ApiKey.DescribeGroups, 0, 5, 5)
{
    private const int NotAsked = int.MinValue;

    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var groups = body.Array(group => group.String());
        if (version >= 3) body.Boolean();
        body.Tags();

        if (version >= 1) response.Int32(0);
        response.Array(groups, (w, id) =>
        {
            var group = broker.Groups.Describe(id);
            w.Error(ErrorCode.None);
            w.String(id);
            w.String(group.State.ToString());
            w.String(group.ProtocolType);
            w.String(group.Protocol);
            w.Array(group.Members, (m, member) =>
            {
                m.String(member.Id);
                if (version >= 4) m.String(member.InstanceId);
                m.String(member.ClientId);
                m.String(member.ClientHost);
                m.Bytes(member.Metadata);
                m.Bytes(member.Assignment);
                m.Tags();
            });
            if (version >= 3) w.Int32(NotAsked);
            w.Tags();
        });
        response.Tags();
        return Task.CompletedTask;
    }
}
