using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Elevations;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>
/// What the holder of an outside token has in a workspace: what its custom roles allow now, and the role of an elevation while that
/// lasts. Roles that are none are left out.
/// </summary>
internal sealed class HolderRights(KnownRoles known, ActiveElevations elevations) : IHolderRights
{
    public TokenHolder In(TokenHolder holder, string workspace)
    {
        // Only persons are elevated, so nothing that a service account asks for is asked with more than its token says.
        if (holder is { Owner: null, Subject.Length: > 0 } && elevations.Of(holder.Subject, workspace) is { } elevation)
        {
            holder = holder with
            {
                // The role holds here; another workspace, or the platform as a whole, is none of the elevation's.
                Roles = [.. holder.Roles.Append(elevation.Role).Distinct()], Workspaces = [workspace], Elevation = elevation.Id,
            };
        }

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
