using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Tokens and keys belong to the platform, not to the workspace from which somebody manages them: they hold in several.</summary>
internal static class Platform
{
    /// <summary>Makes the caller one in the workspace <c>default</c>, where the platform's records are, until it is disposed.</summary>
    public static IDisposable Enter() => (Caller.Current with { Workspace = Caller.DefaultWorkspace }).Enter();
}
