using Grpc.Core;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Deployments;

namespace MlOps.Serving.Reconciliation;

/// <summary>Polls the registry for deployments without a version: one may have been promoted, or approved again.</summary>
internal sealed class PendingDeployments(
    IServiceScopeFactory scopes, ServiceIdentity identity, TimeProvider time, ILogger<PendingDeployments> logger)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        do
        {
            using var acting = identity.Act();
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                foreach (var deployment in await scope.ServiceProvider.GetRequiredService<DeploymentQueries>().PendingAsync(stoppingToken))
                    await AskAsync(scope.ServiceProvider, deployment, stoppingToken);
            }
            catch (Exception e)
            {
                if (stoppingToken.IsCancellationRequested) return;
                logger.RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AskAsync(IServiceProvider services, Deployment deployment, CancellationToken cancellation)
    {
        try
        {
            await services.GetRequiredService<DeployModelVersion>().FromRegistryAsync(deployment, cancellation);
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Unavailable && !cancellation.IsCancellationRequested)
        {
            logger.NotReconciled(e, deployment.Name);
        }
    }
}
