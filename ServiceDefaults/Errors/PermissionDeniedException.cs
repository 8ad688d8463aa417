namespace MlOps.ServiceDefaults.Errors;

/// <summary>The caller is known but may not do this (PERMISSION_DENIED, 403).</summary>
public sealed class PermissionDeniedException(string message) : RuleException(message);
