namespace MlOps.Broker.Protocol;

/// <summary>A request: its header, and a reader positioned at the start of its body.</summary>
internal sealed record Request(ApiKey Api, short Version, int CorrelationId, string ClientId, string ClientHost, RequestReader Body);
