using System.Threading.Channels;
using Grpc.Core;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Paging;
using MlOps.Serving.Deployments;
using MlOps.Serving.Models;
using Npgsql;

namespace MlOps.Serving.Reconciliation;

/// <summary>
/// Reconciles the models in memory on this node with the recorded deployments: after a start, a promotion, or a change that another
/// node recorded. Each change is also checked against the registry once it is recorded, and every approval for expiry.
/// </summary>
internal sealed class DeploymentReconciler(
    NpgsqlDataSource database, OccupiedWorkspaces workspaces, IServiceScopeFactory scopes, ServedModels served,
    ModelSwitch modelSwitch, TimeProvider time, ILogger<DeploymentReconciler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private const int Page = 200;
    private readonly Dictionary<ScopedName, long> asked = [];

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
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    /// <summary>A round at the start, one whenever a deployment has changed, and one per interval, which retries failures.</summary>
    private async Task ReconcileAsync(CancellationToken cancellation)
    {
        var due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, _) => due.Writer.TryWrite(true);
        await DeploymentChanges.ListenAsync(connection, cancellation);
        await using var timer = time.CreateTimer(_ => due.Writer.TryWrite(true), null, TimeSpan.Zero, Interval);
        using var hearing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var heard = HearAsync(connection, due.Writer, hearing.Token);
        try
        {
            await foreach (var _ in due.Reader.ReadAllAsync(cancellation)) await RoundAsync(cancellation);
        }
        finally
        {
            await hearing.CancelAsync();
            await heard;
        }
    }

    /// <summary>Receives notifications until the connection breaks, which ends the channel.</summary>
    private static async Task HearAsync(NpgsqlConnection connection, ChannelWriter<bool> due, CancellationToken cancellation)
    {
        try
        {
            // Without a timeout: the driver would end each wait with an exception.
            while (true) await connection.WaitAsync(cancellation);
        }
        catch (Exception e)
        {
            due.TryComplete(e);
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        var registryAnswers = true;
        foreach (var workspace in await workspaces.WithAsync<Deployment>(cancellation))
        {
            using var acting = workspaces.Enter(workspace);
            registryAnswers = await RoundAsync(registryAnswers, cancellation);
        }
        served.FirstRoundDone();
    }

    /// <summary>Follows the deployments of the workspace; false if the registry did not answer.</summary>
    private async Task<bool> RoundAsync(bool registryAnswers, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var deployments = scope.ServiceProvider.GetRequiredService<DeploymentQueries>();
        string? after = null;
        IReadOnlyList<Deployment> page;
        do
        {
            page = (await deployments.ListAsync(new DeploymentFilter(), new PageRequest(Page, after), cancellation)).Rows;
            foreach (var deployment in page)
                registryAnswers &= await FollowAsync(scope.ServiceProvider, deployment, registryAnswers, cancellation);
            after = page.Count > 0 ? page[^1].Id : null;
        }
        while (page.Count == Page);
        return registryAnswers;
    }

    /// <summary>Follows one deployment; false if the registry was asked and did not answer.</summary>
    private async Task<bool> FollowAsync(IServiceProvider services, Deployment deployment, bool ask, CancellationToken cancellation)
    {
        var answered = true;
        try
        {
            if (deployment.Active?.HasExpired(time.GetUtcNow()) == true)
                deployment = await services.GetRequiredService<UndeployModelVersion>().ExpiredAsync(deployment, cancellation);
            if (ask && deployment.Revision > asked.GetValueOrDefault(ScopedName.Of(deployment.Name)))
                (deployment, answered) = await HeldAgainstRegistryAsync(services, deployment, cancellation);
            await modelSwitch.FollowAsync(deployment, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.NotReconciled(e, $"{ScopedName.Of(deployment.Name)}");
        }
        return answered;
    }

    /// <summary>
    /// Catches up with what happened while this service was down, or between asking the registry and recording its answer: earlier
    /// changes are in the registry's answer now, and events of later ones find the deployment recorded. While the registry is
    /// unavailable, predictions go on by Serving's own record.
    /// </summary>
    private async Task<(Deployment Deployment, bool Answered)> HeldAgainstRegistryAsync(
        IServiceProvider services, Deployment deployment, CancellationToken cancellation)
    {
        try
        {
            var current = deployment;
            if (deployment.Status != DeploymentStatus.Retired)
                current = await services.GetRequiredService<DeployModelVersion>().FromRegistryAsync(deployment, cancellation);
            asked[ScopedName.Of(deployment.Name)] = deployment.Revision;
            return (current, true);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && !cancellation.IsCancellationRequested)
        {
            logger.NotReconciled(e, $"{ScopedName.Of(deployment.Name)}");
            return (deployment, false);
        }
    }
}
