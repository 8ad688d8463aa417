namespace MlOps.Broker.Protocol;

/// <summary>The bytes are not a valid request; the connection is closed.</summary>
internal sealed class MalformedRequestException(string message) : Exception(message);
