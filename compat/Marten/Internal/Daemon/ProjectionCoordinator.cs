using JasperFx.Events.Daemon;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Internal.Daemon;

/// <summary>Runs the daemon on this node, or, in mode HotCold, on the one node that holds an advisory lock.</summary>
internal sealed class ProjectionCoordinator : IProjectionCoordinator, IDisposable
{
    private readonly DocumentStore store;
    private readonly ILogger logger;
    private readonly ProjectionDaemon daemon;
    private CancellationTokenSource? stop;
    private Task running = Task.CompletedTask;

    public ProjectionCoordinator(IDocumentStore store, ILogger<ProjectionCoordinator> logger)
    {
        this.store = (DocumentStore)store;
        this.logger = logger;
        daemon = new ProjectionDaemon(this.store, logger);
    }

    public IProjectionDaemon DaemonForMainDatabase() => daemon;

    public Task StartAsync(CancellationToken cancellationToken) => ResumeAsync();

    public Task StopAsync(CancellationToken cancellationToken) => PauseAsync();

    public Task ResumeAsync()
    {
        if (stop is not null || store.Options.Projections.AsyncMode is not (DaemonMode.Solo or DaemonMode.HotCold)) return Task.CompletedTask;
        stop = new CancellationTokenSource();
        running = Task.Run(() => RunAsync(stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task PauseAsync()
    {
        if (stop is null) return;
        await stop.CancelAsync();
        await running;
        await daemon.StopAllAsync();
        stop.Dispose();
        stop = null;
    }

    public void Dispose() => PauseAsync().GetAwaiter().GetResult();

    private async Task RunAsync(CancellationToken token)
    {
        var settings = store.Options.Projections;
        while (!token.IsCancellationRequested)
        {
            try
            {
                await store.Schema.EnsureEventsAsync();
                if (settings.AsyncMode == DaemonMode.HotCold)
                {
                    await LeadAsync(settings, token);
                }
                else
                {
                    await daemon.StartAllAsync();
                    return;
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                DaemonLog.ElectionFailed(logger, failure);
            }

            await Task.WhenAny(Task.Delay(settings.LeadershipPollingTime, token));
        }
    }

    /// <summary>Returns at once where another node leads; else runs the daemon for as long as the lock's connection lives.</summary>
    private async Task LeadAsync(DaemonSettings settings, CancellationToken token)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(token);
        if (!await IsTrueAsync(connection, $"select pg_try_advisory_lock({settings.DaemonLockId})", token)) return;
        DaemonLog.Elected(logger);
        try
        {
            await daemon.StartAllAsync();
            while (true)
            {
                await Task.Delay(settings.LeadershipPollingTime, token);
                await IsTrueAsync(connection, "select true", token);
            }
        }
        catch (NpgsqlException failure)
        {
            DaemonLog.LeadershipLost(logger, failure);
        }
        finally
        {
            await daemon.StopAllAsync();
            if (connection.FullState == System.Data.ConnectionState.Open)
                await IsTrueAsync(connection, $"select pg_advisory_unlock({settings.DaemonLockId})", CancellationToken.None);
        }
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(token))!;
    }
}
