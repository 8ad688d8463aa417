using Microsoft.AspNetCore.Authorization;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// The authorization policy for reading audit logs, dead letters and other callers' operations. History contains the names and requests
/// of all callers, so the role <c>application</c> is excluded.
/// </summary>
public static class AuditReaders
{
    /// <summary>The name of the authorization policy.</summary>
    public const string Policy = "audit-readers";

    /// <summary>The roles that satisfy the policy.</summary>
    public static string[] Roles => ["admin", "auditor", "engineer", "approver"];

    internal static void Require(AuthorizationPolicyBuilder policy) => policy.RequireRole(Roles);
}
