using System.Collections.Immutable;
using MlOps.EventSourcing;

namespace MlOps.Gateway.Workspaces;

/// <summary>The workspaces that are not archived, in memory; a change on another node is known when its commit signal arrives.</summary>
internal sealed class OpenWorkspaces(CommitSignals signals)
{
    /// <summary>The commit signal that a workspace was created or archived.</summary>
    public const string Signal = "workspaces";

    private ImmutableHashSet<string> names = [Workspace.Default];

    public int Count => Volatile.Read(ref names).Count;

    public bool Contains(string name) => Volatile.Read(ref names).Contains(name);

    /// <summary>Read your writes: known on this node at once, on others by the signal.</summary>
    public void Changed(Workspace workspace)
    {
        ImmutableInterlocked.Update(
            ref names, (set, now) => now.Archived ? set.Remove(now.Name) : set.Add(now.Name), workspace);
        signals.Raise(Signal);
    }

    public void Replace(IEnumerable<string> all) => Volatile.Write(ref names, [.. all, Workspace.Default]);
}
