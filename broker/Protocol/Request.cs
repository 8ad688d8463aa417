namespace MlOps.Broker.Protocol;

/// <summary>One request: its header, and the reader that stands at the start of its body.</summary>
internal sealed record Request(ApiKey Api, short Version, int CorrelationId, string ClientId, string ClientHost, RequestReader Body);
