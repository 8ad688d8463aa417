using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MlOps.EventSourcing.Hosting;

/// <summary>Carries <see cref="CommitSignals"/> between the nodes, by PostgreSQL's LISTEN and NOTIFY.</summary>
/// <remarks>PostgreSQL commits transactions that notify one after the other, so what is committed does not notify by itself.</remarks>
internal sealed class CommitSignalExchange(
    NpgsqlDataSource database, CommitSignals signals, TimeProvider time, ILogger<CommitSignalExchange> logger)
    : BackgroundService
{
    private const string Name = "mlops_signals";

    // What is raised within an interval goes out together; a transaction that does nothing but notify need not reach the disk.
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
        // Only while the database is there to be looked at.
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
