namespace MlOps.Broker.Groups;

/// <summary>An assignment strategy that a member supports, with the subscription in the strategy's own encoding.</summary>
internal sealed record GroupProtocol(string Name, byte[] Metadata);
