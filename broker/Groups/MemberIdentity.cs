namespace MlOps.Broker.Groups;

/// <summary>How a member names itself: by the id it was given, and by its instance where it is a static member.</summary>
internal sealed record MemberIdentity(string MemberId, string? InstanceId);
