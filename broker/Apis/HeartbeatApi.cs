using MlOps.Broker.Groups;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Keeps a member's session alive and tells it of a rebalance.</summary>
internal sealed class HeartbeatApi(Broker broker) : Api(ApiKey.Heartbeat, 0, 4, 4)
{
    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var body = request.Body;
        var group = body.String();
        var generation = body.Int32();
        var identity = new MemberIdentity(body.String(), request.Version >= 3 ? body.NullableString() : null);
        body.Tags();

        if (request.Version >= 1) response.Int32(0);
        response.Error(broker.Groups.Find(group)?.Heartbeat(identity, generation) ?? ErrorCode.UnknownMemberId);
        response.Tags();
        return Task.CompletedTask;
    }
}
