namespace MlOps.ServiceDefaults.Errors;

/// <summary>Base of the exceptions that reject a request: the message is sent to the caller and not logged as an error.</summary>
public abstract class RuleException(string message, Exception? inner = null) : Exception(message, inner);
