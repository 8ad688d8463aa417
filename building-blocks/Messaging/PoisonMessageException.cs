namespace MlOps.Messaging;

/// <summary>A message that no attempt will ever be able to handle, because of its bytes or headers.</summary>
public sealed class PoisonMessageException(string reason, Exception? inner = null) : Exception(reason, inner);
