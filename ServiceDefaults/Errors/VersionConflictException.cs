namespace MlOps.ServiceDefaults.Errors;

/// <summary>Somebody else changed the resource meanwhile (ABORTED, 409).</summary>
public sealed class VersionConflictException(string message, Exception? inner = null) : RuleException(message, inner);
