using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.CustomRoles;

/// <summary>What requests about roles must keep to.</summary>
internal static class RoleRules
{
    // Long enough for the usual refusals, short enough for the largest one.
    private const int Shown = 80;

    /// <summary>Whether a role can be called so: names have the form of those of workspaces.</summary>
    public static bool IsName(string name) => RequestWorkspace.IsName(name) && name != Roles.Service;

    public static Faults CheckRole(this Faults faults, string name) => faults.Require(
        IsName(name), "name",
        $"must be 1 to 63 characters of a-z, 0-9 and '-', beginning and ending with a letter or digit, and not '{Roles.Service}'");

    /// <summary>A built-in role has its name for itself, and is changed by nobody.</summary>
    public static Faults CheckCustom(this Faults faults, string name) =>
        Roles.IsBuiltIn(name) ? faults.Require(false, "name", "is the name of a role that is built in") : faults.CheckRole(name);

    public static Faults CheckPermissions(this Faults faults, IReadOnlyList<string> patterns)
    {
        faults.Require(patterns.Count > 0, "permissions", "at least one is required")
            .Count(patterns.Count, "permissions", Limits.RolePermissions);
        for (var i = 0; i < Math.Min(patterns.Count, Limits.RolePermissions); i++)
        {
            var (pattern, field) = (patterns[i], $"permissions[{i}]");
            if (pattern.Length > Limits.PermissionLength || !PermissionPattern.IsPattern(pattern))
                faults.Require(false, field, PermissionPattern.Rule);
            else if (!KnownPermissions.AnyOf(pattern)) faults.Require(false, field, Unknown(pattern));
        }

        return faults;
    }

    private static string Unknown(string pattern)
    {
        var areas = KnownPermissions.Areas.ToList();
        var (area, shown) = (pattern.Split('.')[0], pattern.Length > Shown ? pattern[..Shown] : pattern);
        return areas.Contains(area) || area == "*"
            ? $"{shown} is no permission of any service"
            : $"the area of {shown} is unknown; areas are {string.Join(", ", areas)}";
    }
}
