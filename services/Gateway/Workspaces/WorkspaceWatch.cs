using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Workspaces;

/// <summary>Creates the default workspace on the first start, and keeps <see cref="OpenWorkspaces"/> as they are recorded.</summary>
internal sealed class WorkspaceWatch(
    IServiceScopeFactory scopes, ServiceIdentity identity, OpenWorkspaces workspaces, CommitSignals signals, TimeProvider time,
    ILogger<WorkspaceWatch> logger)
    : Watch(signals, OpenWorkspaces.Signal, time)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using (identity.Act())
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<CreateWorkspace>().EnsureDefaultAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override void NotRead(string reason) => logger.WorkspacesNotRead(reason);

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        using var acting = identity.Act();
        await using var scope = scopes.CreateAsyncScope();
        workspaces.Replace(await scope.ServiceProvider.GetRequiredService<WorkspaceQueries>().OpenAsync(cancellation));
    }
}
