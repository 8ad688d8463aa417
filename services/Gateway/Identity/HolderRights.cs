using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>What the holder of an outside token has in a workspace: what its custom roles allow now. Roles that are none are left out.</summary>
internal sealed class HolderRights(KnownRoles known) : IHolderRights
{
    public TokenHolder In(TokenHolder holder, string workspace)
    {
        if (holder.Roles.All(Roles.IsBuiltIn)) return holder;
        IReadOnlyList<string> roles = [.. holder.Roles.Where(role => Roles.IsBuiltIn(role) || known.Has(role))];
        return holder with { Roles = roles, Permissions = PermissionsOf(roles) };
    }

    private IReadOnlyList<string> PermissionsOf(IReadOnlyList<string> roles)
    {
        var patterns = PermissionPattern.Least(roles.Where(role => !Roles.IsBuiltIn(role)).SelectMany(known.PermissionsOf));
        if (patterns.Count <= Limits.RolePermissions) return patterns;
        // Of many roles with many patterns each: what they allow is no more than there is.
        var allowed = KnownPermissions.All.Where(permission => patterns.Any(pattern => PermissionPattern.Covers(pattern, permission)));
        return [.. allowed.Order(StringComparer.Ordinal)];
    }
}
