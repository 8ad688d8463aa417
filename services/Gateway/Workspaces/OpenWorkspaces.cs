using System.Collections.Immutable;
using MlOps.EventSourcing;

namespace MlOps.Gateway.Workspaces;

/// <summary>
/// The workspaces that are not archived with their quotas, in memory; a change on another node is known when its commit signal arrives.
/// </summary>
internal sealed class OpenWorkspaces(CommitSignals signals)
{
    /// <summary>The commit signal that a workspace was created or archived, or got other quotas.</summary>
    public const string Signal = "workspaces";

    private ImmutableDictionary<string, Quotas> open =
        ImmutableDictionary<string, Quotas>.Empty.Add(Workspace.Default, Quotas.None);

    public int Count => Volatile.Read(ref open).Count;

    /// <summary>The quotas of a workspace; null if there is none of this name, or it is archived.</summary>
    public Quotas? Find(string name) => Volatile.Read(ref open).GetValueOrDefault(name);

    /// <summary>Read your writes: known on this node at once, on others by the signal.</summary>
    public void Changed(Workspace workspace)
    {
        ImmutableInterlocked.Update(
            ref open, (known, now) => now.Archived ? known.Remove(now.Name) : known.SetItem(now.Name, now.Quotas), workspace);
        signals.Raise(Signal);
    }

    public void Replace(IEnumerable<Workspace> all) => Volatile.Write(
        ref open,
        all.Select(workspace => KeyValuePair.Create(workspace.Name, workspace.Quotas))
            .ToImmutableDictionary());
}
