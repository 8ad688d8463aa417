using MlOps.Broker.Groups;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Apis;

/// <summary>Removes members from a group.</summary>
internal sealed class LeaveGroupApi(Broker broker) : Api(ApiKey.LeaveGroup, 0, 5, 4)
{
    public override Task HandleAsync(Request request, ResponseWriter response, CancellationToken cancellationToken)
    {
        var (body, version) = (request.Body, request.Version);
        var group = broker.Groups.Find(body.String());
        var members = version <= 2 ? [new MemberIdentity(body.String(), null)] : body.Array(member =>
        {
            var identity = new MemberIdentity(member.String(), member.NullableString());
            if (version >= 5) member.NullableString();
            return member.Structure(identity);
        });
        body.Tags();

        var errors = members.ConvertAll(member => (Member: member, Error: group?.Leave(member) ?? ErrorCode.UnknownMemberId));
        if (version >= 1) response.Int32(0);
        response.Error(version <= 2 ? errors[0].Error : ErrorCode.None);
        if (version >= 3)
        {
            response.Array(errors, (w, left) =>
            {
                w.String(left.Member.MemberId);
                w.String(left.Member.InstanceId);
                w.Error(left.Error);
                w.Tags();
            });
        }

        response.Tags();
        return Task.CompletedTask;
    }
}
