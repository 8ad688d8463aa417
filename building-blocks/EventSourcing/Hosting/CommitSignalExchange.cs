using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MlOps.EventSourcing.Hosting;

/// <summary>Exchanges <see cref="CommitSignals"/> between nodes, by LISTEN/NOTIFY.</summary>
/// <remarks>Signals are sent in a separate transaction, because PostgreSQL serializes the commits of transactions that notify.</remarks>
internal sealed class CommitSignalExchange(
    NpgsqlDataSource database, CommitSignals signals, TimeProvider time, ILogger<CommitSignalExchange> logger)
    : BackgroundService
{
    private const string Name = "mlops_signals";

    // Signals raised within an interval are sent in one transaction; it only notifies, so it needs no fsync.
    private const string Notify = $"select set_config('synchronous_commit', 'off', true), pg_notify('{Name}', topic) from unnest($1) topic";
    private static readonly TimeSpan SendInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await await Task.WhenAny(WhileConnectedAsync(ListenAsync, stoppingToken), WhileConnectedAsync(SendAsync, stoppingToken));

    private async Task WhileConnectedAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await work(stopping);
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                Log.SignallingFailed(logger, e);
                await Task.Delay(ReconnectDelay, time, stopping);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        connection.Notification += (_, notification) => signals.Wake(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Name}", connection)) await listen.ExecuteNonQueryAsync(stopping);
        // Only while connected: without the database there is nothing to re-read.
        await using var lookAgain = time.CreateTimer(_ => signals.WakeAll(), null, TimeSpan.Zero, CommitSignals.LookAgain);
        while (true) await connection.WaitAsync(stopping);
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        while (await signals.Raised.WaitToReadAsync(stopping))
        {
            var topics = new HashSet<string>();
            while (signals.Raised.TryRead(out var topic)) topics.Add(topic);
            await using var command = database.CreateCommand(Notify);
            command.Parameters.AddWithValue(topics.ToArray());
            await command.ExecuteNonQueryAsync(stopping);
            await Task.Delay(SendInterval, time, stopping);
        }
    }
}
