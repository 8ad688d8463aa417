using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing;

/// <summary>A name in its workspace, as a key of what is kept in memory: names are unique only inside one.</summary>
public readonly record struct ScopedName(string Workspace, string Name)
{
    /// <summary>A name in the workspace of the current caller.</summary>
    public static ScopedName Of(string name) => new(Caller.Current.Workspace, name);

    /// <inheritdoc/>
    public override string ToString() => $"{Workspace}/{Name}";
}
