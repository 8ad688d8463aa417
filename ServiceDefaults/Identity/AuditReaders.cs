using Microsoft.AspNetCore.Authorization;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// Who may read history. It names people and shows what every caller sent: it is for those who work on models or examine them, not for
/// applications.
/// </summary>
public static class AuditReaders
{
    /// <summary>The policy's name.</summary>
    public const string Policy = "audit-readers";

    /// <summary>The roles.</summary>
    public static string[] Roles => ["admin", "auditor", "engineer", "approver"];

    internal static void Require(AuthorizationPolicyBuilder policy) => policy.RequireRole(Roles);
}
