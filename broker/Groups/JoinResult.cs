using MlOps.Broker.Protocol;

namespace MlOps.Broker.Groups;

/// <summary>The response to a JoinGroup request; only the leader gets the members.</summary>
internal sealed record JoinResult(
    ErrorCode Error,
    int Generation,
    string? ProtocolType,
    string? Protocol,
    string Leader,
    string MemberId,
    IReadOnlyList<JoinedMember> Members)
{
    public static JoinResult Refused(ErrorCode error, string memberId = "") => new(error, -1, null, null, "", memberId, []);
}

/// <summary>A member in the leader's response.</summary>
internal sealed record JoinedMember(string Id, string? InstanceId, byte[] Metadata);
