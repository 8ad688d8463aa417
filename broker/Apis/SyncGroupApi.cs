using MlOps.Broker.Groups;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Receives the assignments from the leader of a group and returns each member's own.</summary>
internal sealed class SyncGroupApi(Broker broker) : Api(ApiKey.SyncGroup, 0, 5, 4)
{
    public override async Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var group = body.String();
        var generation = body.Int32();
        var memberId = body.String();
        var instanceId = version >= 3 ? body.NullableString() : null;
        var protocolType = version >= 5 ? body.NullableString() : null;
        var protocol = version >= 5 ? body.NullableString() : null;
        var assignments = new Dictionary<string, byte[]>();
        body.Array(assignment =>
        {
            assignments[assignment.String()] = assignment.Bytes().ToArray();
            return assignment.Structure(0);
        });
        body.Tags();

        var result = broker.Groups.Find(group) is { } known
            ? await known.SyncAsync(new MemberIdentity(memberId, instanceId), generation, protocolType, protocol, assignments)
                .WaitAsync(cancellationToken)
            : SyncResult.Refused(ErrorCode.UnknownMemberId);
        if (version >= 1) response.Int32(0);
        response.Error(result.Error);
        if (version >= 5)
        {
            response.String(result.ProtocolType);
            response.String(result.Protocol);
        }

        response.Bytes(result.Assignment);
        response.Tags();
    }
}
