using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Elevations;
using MlOps.Gateway.Members;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>
/// What the holder of an outside token has in a workspace: of the external provider's persons their membership, what custom roles allow
/// now, and the role of an elevation while that lasts. Roles that are none are left out.
/// </summary>
internal sealed class HolderRights(KnownRoles known, KnownMembers members, ActiveElevations elevations, TimeProvider time) : IHolderRights
{
    public async ValueTask<TokenHolder> InAsync(TokenHolder holder, string workspace, CancellationToken cancellation)
    {
        if (ExternalProvider.Issued(holder)) holder = AsMember(holder, workspace, await members.OfAsync(holder.Subject, cancellation));
        return holder.MayEnter(workspace) ? WithCustomRoles(Elevated(holder, workspace)) : holder;
    }

    private TokenHolder AsMember(TokenHolder holder, string workspace, IReadOnlyList<Membership> memberships)
    {
        var now = time.GetUtcNow();
        var holding = memberships.Where(membership => membership.HoldsAt(now)).ToList();
        if (holding.Count == 0) return holder;
        var here = holding.Find(membership => membership.Workspace == workspace);
        var claimed = holder.MayEnter(workspace);
        var enters = holder.Workspaces.Union(holding.Select(membership => membership.Workspace)).ToList();
        // A membership that adds nothing changes nothing.
        if (here is null || (claimed && !here.Roles.Except(holder.Roles).Any())) return holder with { Enters = enters };
        return holder with
        {
            // What somebody is in one workspace says nothing of any other, nor of the platform.
            Roles = [.. (claimed ? holder.Roles : []).Union(here.Roles)], Workspaces = [workspace], Enters = enters,
            RightsEnd = here.ExpiresAt,
        };
    }

    private TokenHolder Elevated(TokenHolder holder, string workspace)
    {
        // Only persons are elevated: a service account has what its token says.
        if (holder.Owner is not null || elevations.Of(holder.Subject, workspace) is not { } elevation) return holder;
        return holder with
        {
            // The role holds here; another workspace, or the platform as a whole, is none of the elevation's.
            Roles = [.. holder.Roles.Append(elevation.Role).Distinct()], Workspaces = [workspace], Elevation = elevation.Id,
            Enters = holder.Enters ?? holder.Workspaces,
            RightsEnd = holder.RightsEnd < elevation.EndsAt ? holder.RightsEnd : elevation.EndsAt,
        };
    }

    private TokenHolder WithCustomRoles(TokenHolder holder)
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
