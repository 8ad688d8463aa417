using MlOps.Serving.Deployments;
using Npgsql;

namespace MlOps.Serving.Models;

/// <summary>Brings the models in memory to what is recorded, on this node: after a start, after a promotion, after what another node recorded.</summary>
internal sealed class DeploymentReconciler(
    NpgsqlDataSource database, IServiceScopeFactory scopes, ServedModels served, ModelSwitch modelSwitch, TimeProvider time, ILogger<DeploymentReconciler> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);
    private const int Page = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await ReconcileAsync(stoppingToken);
            }
            catch (Exception e)
            {
                if (stoppingToken.IsCancellationRequested) return;
                logger.RoundFailed(e);
            }
            await Task.Delay(AfterFailure, time, stoppingToken);
        }
    }

    /// <summary>A round at first, and whenever a deployment has changed; what failed is tried again after a while.</summary>
    private async Task ReconcileAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await DeploymentChanges.ListenAsync(connection, cancellation);
        while (true)
        {
            await RoundAsync(cancellation);
            await connection.WaitAsync(AfterFailure, cancellation);
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var deployments = scope.ServiceProvider.GetRequiredService<DeploymentQueries>();
        string? after = null;
        IReadOnlyList<Deployment> page;
        do
        {
            page = await deployments.ListAsync(after, Page, cancellation);
            foreach (var deployment in page) await FollowAsync(deployment, cancellation);
            after = page.Count > 0 ? page[^1].Name : null;
        }
        while (page.Count == Page);
        served.FirstRoundDone();
    }

    private async Task FollowAsync(Deployment deployment, CancellationToken cancellation)
    {
        try
        {
            await modelSwitch.FollowAsync(deployment, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.NotReconciled(e, deployment.Name);
        }
    }
}
