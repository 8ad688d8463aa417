namespace MlOps.Broker.Groups;

/// <summary>A JoinGroup request.</summary>
internal sealed record JoinAttempt(
    string MemberId,
    string? InstanceId,
    string ClientId,
    string ClientHost,
    TimeSpan SessionTimeout,
    TimeSpan RebalanceTimeout,
    string ProtocolType,
    IReadOnlyList<GroupProtocol> Protocols,
    bool NeedsKnownMemberId);
