namespace MlOps.Broker.Groups;

/// <summary>An assignment strategy that a member offers, with the member's subscription in the strategy's own form.</summary>
internal sealed record GroupProtocol(string Name, byte[] Metadata);
