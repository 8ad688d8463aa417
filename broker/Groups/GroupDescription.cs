namespace MlOps.Broker.Groups;

/// <summary>What DescribeGroups tells of a group.</summary>
internal sealed record GroupDescription(GroupState State, string ProtocolType, string Protocol, IReadOnlyList<DescribedMember> Members);

/// <summary>What DescribeGroups tells of a member.</summary>
internal sealed record DescribedMember(
    string Id, string? InstanceId, string ClientId, string ClientHost, byte[] Metadata, byte[] Assignment);
