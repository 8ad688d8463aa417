using Google.Protobuf.WellKnownTypes;
using MlOps.Gateway.Members;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Wire;

/// <summary>Members and their events as the messages of the contract.</summary>
internal static class MemberMessages
{
    public static V1.Member ToWire(this Member member) => new()
    {
        Subject = member.Subject,
        Workspace = member.Workspace,
        Roles = { member.Roles },
        ExpireTime = member.ExpiresAt?.ToTimestamp(),
        Setter = member.SetBy,
        SetTime = member.SetAt.ToTimestamp(),
        Removed = member.Removed,
        Revision = member.Revision,
    };

    public static V1.MemberSet ToWire(this MemberSet e) =>
        new() { Subject = e.Subject, Roles = { e.Roles }, ExpireTime = e.ExpiresAt?.ToTimestamp() };

    public static V1.MemberRemoved ToWire(this MemberRemoved e) => new() { Subject = e.Subject };
}
