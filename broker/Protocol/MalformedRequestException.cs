namespace MlOps.Broker.Protocol;

/// <summary>Bytes that are no request of the protocol; the connection they came on is closed.</summary>
internal sealed class MalformedRequestException(string message) : Exception(message);
