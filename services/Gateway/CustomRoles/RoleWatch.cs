using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.CustomRoles;

/// <summary>Keeps <see cref="KnownRoles"/> as they are recorded.</summary>
internal sealed class RoleWatch(
    IServiceScopeFactory scopes, ServiceIdentity identity, KnownRoles roles, CommitSignals signals, TimeProvider time,
    ILogger<RoleWatch> logger)
    : Watch(signals, KnownRoles.Signal, time)
{
    protected override void NotRead(string reason) => logger.RolesNotRead(reason);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        using var acting = identity.Act();
        await using var scope = scopes.CreateAsyncScope();
        roles.Learn(await scope.ServiceProvider.GetRequiredService<RoleQueries>().AllAsync(cancellation));
    }
}
