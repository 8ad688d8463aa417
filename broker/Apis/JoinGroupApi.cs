using MlOps.Broker.Groups;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Adds a member to a group; answers once the rebalance has started a new generation.</summary>
internal sealed class JoinGroupApi(Broker broker) : Api(ApiKey.JoinGroup, 0, 9, 6)
{
    private const int MaxSessionMs = 30 * 60 * 1000;

    public override async Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var group = body.String();
        var session = body.Int32();
        var rebalance = version >= 1 ? body.Int32() : session;
        var memberId = body.String();
        var instanceId = version >= 5 ? body.NullableString() : null;
        var protocolType = body.String();
        var protocols = body.Array(protocol => protocol.Structure(new GroupProtocol(protocol.String(), protocol.Bytes().ToArray())));
        if (version >= 8) body.NullableString();
        body.Tags();

        var result = group.Length == 0 ? JoinResult.Refused(ErrorCode.InvalidGroupId, memberId)
            : session is <= 0 or > MaxSessionMs ? JoinResult.Refused(ErrorCode.InvalidSessionTimeout, memberId)
            : await broker.Groups.Open(group).JoinAsync(new JoinAttempt(
                memberId,
                instanceId,
                request.ClientId,
                request.ClientHost,
                TimeSpan.FromMilliseconds(session),
                TimeSpan.FromMilliseconds(Math.Max(rebalance, 0)),
                protocolType,
                protocols,
                NeedsKnownMemberId: version >= 4 && instanceId is null)).WaitAsync(cancellationToken);
        Write(response, version, result);
    }

    private static void Write(ResponseWriter response, short version, JoinResult result)
    {
        if (version >= 2) response.Int32(0);
        response.Error(result.Error);
        response.Int32(result.Generation);
        if (version >= 7) response.String(result.ProtocolType);
        response.String(result.Protocol ?? (version >= 7 ? null : ""));
        response.String(result.Leader);
        if (version >= 9) response.Boolean(false);
        response.String(result.MemberId);
        response.Array(result.Members, (w, member) =>
        {
            w.String(member.Id);
            if (version >= 5) w.String(member.InstanceId);
            w.Bytes(member.Metadata);
            w.Tags();
        });
        response.Tags();
    }
}
