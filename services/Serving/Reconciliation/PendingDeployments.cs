using Grpc.Core;
using MlOps.EventSourcing;
using MlOps.Serving.Deployments;

namespace MlOps.Serving.Reconciliation;

/// <summary>Polls the registry for deployments without a version: one may have been promoted, or approved again.</summary>
internal sealed class PendingDeployments(
    OccupiedWorkspaces workspaces, IServiceScopeFactory scopes, TimeProvider time, ILogger<PendingDeployments> logger)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        do
        {
            try
            {
                foreach (var workspace in await workspaces.WithAsync<Deployment>(stoppingToken)) await RoundAsync(workspace, stoppingToken);
            }
            catch (Exception e)
            {
                if (stoppingToken.IsCancellationRequested) return;
                logger.RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(string workspace, CancellationToken cancellation)
    {
        using var acting = workspaces.Enter(workspace);
        await using var scope = scopes.CreateAsyncScope();
        foreach (var deployment in await scope.ServiceProvider.GetRequiredService<DeploymentQueries>().PendingAsync(cancellation))
            await AskAsync(scope.ServiceProvider, deployment, cancellation);
    }

    private async Task AskAsync(IServiceProvider services, Deployment deployment, CancellationToken cancellation)
    {
        try
        {
            await services.GetRequiredService<DeployModelVersion>().FromRegistryAsync(deployment, cancellation);
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Unavailable && !cancellation.IsCancellationRequested)
        {
            logger.NotReconciled(e, $"{ScopedName.Of(deployment.Name)}");
        }
    }
}
