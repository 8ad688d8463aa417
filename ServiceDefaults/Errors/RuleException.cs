namespace MlOps.ServiceDefaults.Errors;

/// <summary>A request that cannot be granted as things stand: what the caller is told, and never a bug.</summary>
public abstract class RuleException(string message, Exception? inner = null) : Exception(message, inner);
