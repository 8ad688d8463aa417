namespace MlOps.ServiceDefaults.Errors;

/// <summary>The authenticated caller lacks the permission (PERMISSION_DENIED, 403).</summary>
public sealed class PermissionDeniedException(string message) : RuleException(message);
