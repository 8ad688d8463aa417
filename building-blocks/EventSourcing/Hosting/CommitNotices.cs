using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MlOps.EventSourcing.Hosting;

/// <summary>Notifies other nodes of commits, by LISTEN/NOTIFY: the async daemon runs on only one of them.</summary>
internal sealed class CommitNotices(NpgsqlDataSource database, EventStoreOptions options, TimeProvider time, ILogger<CommitNotices> logger)
    : BackgroundService
{
    private const string Channel = "mlops_events_committed";

    // A transaction that only notifies needs no fsync.
    private const string Notify = $"select set_config('synchronous_commit', 'off', true), pg_notify('{Channel}', $1)";
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly string node = Guid.NewGuid().ToString("N");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RepeatAsync(TellAsync, stoppingToken), RepeatAsync(HearAsync, stoppingToken));

    private async Task TellAsync(CancellationToken stopping)
    {
        await options.Commits.CommittedAsync(stopping);
        await using (var notify = database.CreateCommand(Notify))
        {
            notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node });
            await notify.ExecuteNonQueryAsync(stopping);
        }

        await Task.Delay(BetweenNotices, time, stopping);
    }

    private async Task HearAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        connection.Notification += (_, notice) =>
        {
            if (notice.Payload != node) options.Commits.Wake();
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(stopping);
        while (true) await connection.WaitAsync(stopping);
    }

    /// <summary>Repeats a step after failures. Lost notifications only cost latency: the daemon also polls periodically.</summary>
    private async Task RepeatAsync(Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await step(stopping);
            }
            catch (NpgsqlException e) when (!stopping.IsCancellationRequested)
            {
                Log.NoNotices(logger, e.Message);
                await Task.Delay(AfterFailure, time, stopping);
            }
        }
    }
}
