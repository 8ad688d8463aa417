namespace MlOps.Broker.Groups;

/// <summary>A group as DescribeGroups returns it.</summary>
internal sealed record GroupDescription(GroupState State, string ProtocolType, string Protocol, IReadOnlyList<DescribedMember> Members);

/// <summary>A group member as DescribeGroups returns it.</summary>
internal sealed record DescribedMember(
    string Id, string? InstanceId, string ClientId, string ClientHost, byte[] Metadata, byte[] Assignment);
