using System.Collections.Frozen;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Access;

namespace MlOps.Gateway.CustomRoles;

/// <summary>
/// The custom roles in memory. A change holds at once on the node that recorded it, and on others when the commit signal arrives. Roles
/// are never removed, deleted ones neither, so of two states of one the later one holds.
/// </summary>
internal sealed class KnownRoles(CommitSignals signals)
{
    /// <summary>The commit signal that a role was made or changed.</summary>
    public const string Signal = "roles";

    private readonly Lock changing = new();
    private volatile FrozenDictionary<string, CustomRole> roles = FrozenDictionary<string, CustomRole>.Empty;

    /// <summary>How many there are, deleted ones too.</summary>
    public int Count => roles.Count;

    /// <summary>Whether there is such a role, a built-in one that can be given or a custom one that is not deleted.</summary>
    public bool Has(string name) => Roles.Assignable.Contains(name) || roles.GetValueOrDefault(name) is { Deleted: false };

    /// <summary>Whether there is such a role, or was.</summary>
    public bool Knows(string name) => Roles.Assignable.Contains(name) || roles.ContainsKey(name);

    /// <summary>What a role allows, as patterns; nothing if it does not exist or is deleted.</summary>
    public IReadOnlyList<string> PermissionsOf(string name) =>
        Roles.IsBuiltIn(name) ? Roles.PermissionsOf(name)
        : roles.GetValueOrDefault(name) is { Deleted: false } role ? role.Permissions
        : [];

    /// <summary>Read your writes: known on this node at once, on others by the signal.</summary>
    public void Changed(CustomRole role)
    {
        Learn([role]);
        signals.Raise(Signal);
    }

    /// <summary>Takes over what was read; what is known already and later stays.</summary>
    public void Learn(IEnumerable<CustomRole> read)
    {
        lock (changing)
        {
            var all = new Dictionary<string, CustomRole>(roles);
            foreach (var role in read)
            {
                if (!all.TryGetValue(role.Name, out var known) || known.Revision < role.Revision) all[role.Name] = role;
            }

            roles = all.ToFrozenDictionary();
        }
    }
}
