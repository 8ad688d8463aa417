using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Gateway.Workspaces;

/// <summary>
/// Creates the default workspace on the first start, and keeps <see cref="OpenWorkspaces"/> as they are recorded. While the database does
/// not answer, the last known ones are open.
/// </summary>
internal sealed class WorkspaceWatch(
    IServiceScopeFactory scopes, ServiceIdentity identity, OpenWorkspaces workspaces, CommitSignals signals,
    ILogger<WorkspaceWatch> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using (identity.Act())
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<CreateWorkspace>().EnsureDefaultAsync(cancellationToken);
        }
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // The signal is requested before reading, so that no change is missed.
            var changed = signals.Next(OpenWorkspaces.Signal);
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                logger.WorkspacesNotRead(e.Message);
            }
            await changed.WaitAsync(stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using var acting = identity.Act();
        await using var scope = scopes.CreateAsyncScope();
        workspaces.Replace(await scope.ServiceProvider.GetRequiredService<WorkspaceQueries>().OpenAsync(cancellation));
    }
}
