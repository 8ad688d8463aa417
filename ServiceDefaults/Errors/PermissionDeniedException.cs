namespace MlOps.ServiceDefaults.Errors;

/// <summary>The authenticated caller lacks a permission (PERMISSION_DENIED, 403).</summary>
/// <param name="permission">The permission, e.g. <c>registry.models.promote</c>.</param>
/// <param name="workspace">The workspace in which it is missing.</param>
/// <param name="message">What is missing, and which roles have it.</param>
public sealed class PermissionDeniedException(string permission, string workspace, string message) : RuleException(message)
{
    /// <summary>The permission that is missing.</summary>
    public string Permission { get; } = permission;

    /// <summary>The workspace in which it is missing.</summary>
    public string Workspace { get; } = workspace;
}
