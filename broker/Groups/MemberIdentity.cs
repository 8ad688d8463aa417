namespace MlOps.Broker.Groups;

/// <summary>How a member identifies itself: by its member id, and by its instance id if it is static.</summary>
internal sealed record MemberIdentity(string MemberId, string? InstanceId);
