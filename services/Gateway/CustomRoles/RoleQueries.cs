using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.CustomRoles;

/// <summary>Reads custom roles.</summary>
internal sealed class RoleQueries(CallerSessions sessions)
{
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    public async Task<CustomRole> GetAsync(string name, CancellationToken cancellation)
    {
        using var platform = Platform.Enter();
        await using var session = sessions.Query();
        return await session.LoadAsync<CustomRole>(CustomRole.StreamOf(name), cancellation) ?? throw new NotFoundException("role", name);
    }

    /// <summary>All, deleted ones too: at most <see cref="Limits.Roles"/>.</summary>
    public async Task<IReadOnlyList<CustomRole>> AllAsync(CancellationToken cancellation)
    {
        using var platform = Platform.Enter();
        await using var session = sessions.Query();
        return await new DocumentQuery<CustomRole>(role => role.Id).AllAsync(session, cancellation);
    }
}
