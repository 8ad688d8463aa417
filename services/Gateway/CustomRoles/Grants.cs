using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.CustomRoles;

/// <summary>Who gives rights to others: nobody gives what he may not do himself, and nobody gives anything under an elevation.</summary>
internal static class Grants
{
    /// <summary>Requires that the caller may do all that these patterns allow, as himself.</summary>
    /// <param name="patterns">What is given.</param>
    /// <param name="permission">What the caller is about to do.</param>
    /// <exception cref="PermissionDeniedException">They allow more than the caller may do.</exception>
    /// <exception cref="RuleBrokenException">The caller is elevated.</exception>
    public static void Require(IEnumerable<string> patterns, string permission)
    {
        var caller = Caller.Current;
        if (caller.Elevation is not null)
        {
            throw new RuleBrokenException(
                "elevated", $"elevation/{caller.Elevation}", "Rights are not given to anybody under an elevation; end it first.")
            {
                DeniesCaller = true,
            };
        }

        foreach (var pattern in patterns)
        {
            if (caller.MayAll(pattern)) continue;
            throw new PermissionDeniedException(
                permission, caller.Workspace, $"Nobody gives what he may not do himself: {pattern} is more than your roles allow.");
        }
    }
}
