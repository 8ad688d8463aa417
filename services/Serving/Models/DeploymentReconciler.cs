using System.Threading.Channels;
using MlOps.Serving.Deployments;
using Npgsql;

namespace MlOps.Serving.Models;

/// <summary>Brings the models in memory to what is recorded, on this node: after a start, after a promotion, after what another node recorded.</summary>
internal sealed class DeploymentReconciler(
    NpgsqlDataSource database, IServiceScopeFactory scopes, ServedModels served, ModelSwitch modelSwitch, TimeProvider time, ILogger<DeploymentReconciler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
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
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    /// <summary>A round at first, whenever a deployment has changed, and every while: what failed is tried again then.</summary>
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
            // Without a time limit: the driver would end each by an exception.
            while (true) await connection.WaitAsync(cancellation);
        }
        catch (Exception e)
        {
            due.TryComplete(e);
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
