using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;

namespace MlOps.Experiments.Tracking;

/// <summary>
/// Tells those who wait, in any replica, that something was committed, by PostgreSQL's LISTEN and NOTIFY. A signal says that
/// something changed, not what, and may get lost: every waiter is woken to look again after a lost connection, and at an interval.
/// </summary>
/// <remarks>PostgreSQL commits transactions that notify one after the other, so what is committed does not notify by itself.</remarks>
internal sealed class CommitSignals(NpgsqlDataSource database, TimeProvider time, ILogger<CommitSignals> logger) : BackgroundService
{
    /// <summary>How often every waiter looks again, signal or none.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private const string Name = "mlops_experiments";
    private const int MaxRaised = 10_000;

    // What is raised within an interval goes out together; a transaction that does nothing but notify need not reach the disk.
    private const string Notify = $"select set_config('synchronous_commit', 'off', true), pg_notify('{Name}', topic) from unnest($1) topic";
    private static readonly TimeSpan SendInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new();
    private readonly Channel<string> raised = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxRaised) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes those who wait for <paramref name="topic"/>; to be called after the commit. Returns at once.</summary>
    public void Raise(string topic) => raised.Writer.TryWrite(topic);

    /// <summary>Completes once <paramref name="topic"/> may have changed. Take it first, then read, then await it.</summary>
    public Task Next(string topic) =>
        waiting.GetOrAdd(topic, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

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
        connection.Notification += (_, notification) => Wake(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Name}", connection)) await listen.ExecuteNonQueryAsync(stopping);
        // Only while the database is there to be looked at.
        await using var lookAgain = time.CreateTimer(_ => WakeAll(), null, TimeSpan.Zero, LookAgain);
        while (true) await connection.WaitAsync(stopping);
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        while (await raised.Reader.WaitToReadAsync(stopping))
        {
            var topics = new HashSet<string>();
            while (raised.Reader.TryRead(out var topic)) topics.Add(topic);
            await using var command = database.CreateCommand(Notify);
            command.Parameters.AddWithValue(topics.ToArray());
            await command.ExecuteNonQueryAsync(stopping);
            await Task.Delay(SendInterval, time, stopping);
        }
    }

    private void WakeAll()
    {
        foreach (var topic in waiting.Keys) Wake(topic);
    }

    private void Wake(string topic)
    {
        if (waiting.TryRemove(topic, out var waiters)) waiters.SetResult();
    }
}
