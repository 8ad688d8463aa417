using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Marten;
using Npgsql;

namespace MlOps.Experiments.Tracking;

/// <summary>
/// Tells this process what transactions of any replica have committed, by PostgreSQL's LISTEN and NOTIFY. A signal says that
/// something changed, not what; after a lost connection every waiter is woken, since signals may have been missed.
/// </summary>
internal sealed partial class CommitSignals(NpgsqlDataSource database, TimeProvider time, ILogger<CommitSignals> logger) : BackgroundService
{
    private const string Channel = "mlops_experiments";
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new();

    /// <summary>Wakes those who wait for <paramref name="topic"/> once the session's transaction has committed.</summary>
    public static void Raise(IDocumentOperations session, string topic)
    {
        // NOTIFY takes no parameters.
        if (!Topic().IsMatch(topic)) throw new ArgumentException($"'{topic}' cannot be a topic.", nameof(topic));
        session.QueueSqlCommand($"notify {Channel}, '{topic}'");
    }

    /// <summary>Completes at the next commit that concerns <paramref name="topic"/>. Take it first, then read, then await it.</summary>
    public Task Next(string topic) =>
        waiting.GetOrAdd(topic, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                Log.ListeningFailed(logger, e);
                await Task.Delay(ReconnectDelay, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notification) => Wake(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(cancellation);
        foreach (var topic in waiting.Keys) Wake(topic);
        while (true) await connection.WaitAsync(cancellation);
    }

    private void Wake(string topic)
    {
        if (waiting.TryRemove(topic, out var waiters)) waiters.SetResult();
    }

    [GeneratedRegex(@"\A[\w\-/]{1,300}\z")]
    private static partial Regex Topic();
}
