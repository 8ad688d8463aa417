namespace MlOps.Messaging;

/// <summary>A poison message: its headers or payload are malformed, so it is dead-lettered without retries.</summary>
public sealed class PoisonMessageException(string reason, Exception? inner = null) : Exception(reason, inner);
