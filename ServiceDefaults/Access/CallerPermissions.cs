using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Access;

/// <summary>
/// What a caller may do, for rules that depend on whose a thing is: the endpoint's own permission has been checked before its handler.
/// </summary>
public static class CallerPermissions
{
    /// <summary>Whether one of the caller's roles has the permission, a built-in or a custom one.</summary>
    public static bool May(this Caller caller, string permission)
    {
        var having = Roles.With(permission);
        // Without a delegate and an enumerator: this is on the way of every request.
        for (var i = 0; i < caller.Roles.Count; i++)
        {
            if (having.Contains(caller.Roles[i])) return true;
        }

        // What services alone may do is not the person's whom they do it for.
        if (Roles.IsOfServicesOnly(permission)) return caller.Via is not null;
        for (var i = 0; i < caller.Permissions.Count; i++)
        {
            if (PermissionPattern.Covers(caller.Permissions[i], permission)) return true;
        }

        return false;
    }

    /// <summary>Whether the caller may do all that a pattern allows, so that it can be given to others.</summary>
    public static bool MayAll(this Caller caller, string pattern) =>
        caller.Roles.SelectMany(Roles.PermissionsOf).Concat(caller.Permissions).Any(own => PermissionPattern.Covers(own, pattern));

    /// <summary>Requires the permission.</summary>
    /// <exception cref="PermissionDeniedException">None of the caller's roles has it.</exception>
    public static void Demand(this Caller caller, string permission)
    {
        if (!caller.May(permission)) throw caller.Lacks(permission);
    }

    internal static PermissionDeniedException Lacks(this Caller caller, string permission)
    {
        var having = Roles.Assignable.Where(Roles.With(permission).Contains).ToList();
        var roles = having.Count == 0 ? "no role that a token can have has it" : $"it comes with the role {string.Join(" or ", having)}";
        return new PermissionDeniedException(
            permission, caller.Workspace, $"The permission {permission} is missing in workspace {caller.Workspace}: {roles}.");
    }
}
