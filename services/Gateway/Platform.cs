using MlOps.Contracts;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway;

/// <summary>
/// Tokens, keys and workspaces belong to the platform, not to the workspace from which somebody manages them: they hold in several.
/// </summary>
internal static class Platform
{
    /// <summary>Makes the caller one in the workspace <c>default</c>, where the platform's records are, until it is disposed.</summary>
    public static IDisposable Enter() => (Caller.Current with { Workspace = Caller.DefaultWorkspace }).Enter();

    /// <summary>The streams of the platform, for those who may not read them.</summary>
    public static IReadOnlyList<string> HiddenStreams() =>
        Caller.Current.HoldsEverywhere && Caller.Current.May(PlatformStreams.Permission)
            ? []
            : PlatformStreams.Prefixes;

    /// <summary>Requires that the caller's token holds in all workspaces.</summary>
    /// <exception cref="PermissionDeniedException">It holds in some only.</exception>
    public static void RequireAll(string permission)
    {
        if (!Caller.Current.HoldsEverywhere)
            throw new PermissionDeniedException(permission, TokenHolder.AllWorkspaces, "This takes a token that holds in all workspaces.");
    }
}
