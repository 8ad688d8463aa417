using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Gateway.CustomRoles;

/// <summary>Keeps <see cref="KnownRoles"/> as they are recorded; nobody is served before they are known.</summary>
internal sealed class RoleWatch(
    IServiceScopeFactory scopes, ServiceIdentity identity, KnownRoles roles, CommitSignals signals, ILogger<RoleWatch> logger)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // The signal is requested before reading, so that no change is missed.
            var changed = signals.Next(KnownRoles.Signal);
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                logger.RolesNotRead(e.Message);
            }

            await changed.WaitAsync(stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using var acting = identity.Act();
        await using var scope = scopes.CreateAsyncScope();
        roles.Learn(await scope.ServiceProvider.GetRequiredService<RoleQueries>().AllAsync(cancellation));
    }
}
