namespace MlOps.ServiceDefaults.Access;

/// <summary>Who may call an endpoint, said at its mapping: see <see cref="AccessRequirements"/>.</summary>
/// <param name="Kind">What the caller must have.</param>
/// <param name="Permission">The permission; empty unless the kind is <see cref="AccessKind.Permission"/>.</param>
internal sealed record AccessRequirement(AccessKind Kind, string Permission = "");

/// <summary>What the caller of an endpoint must have.</summary>
internal enum AccessKind
{
    /// <summary>Nothing.</summary>
    Anonymous,

    /// <summary>A valid token, unless the request comes from this machine.</summary>
    LocalOrIdentity,

    /// <summary>A valid token.</summary>
    Identity,

    /// <summary>A valid token whose roles have the permission.</summary>
    Permission,
}
