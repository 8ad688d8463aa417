using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Internal.Daemon;

/// <summary>Keeps the high water mark current and wakes the shards when it rises.</summary>
internal sealed class HighWaterAgent(DocumentStore store, ILogger logger) : IAsyncDisposable
{
    /// <summary>Time between looks at a gap that may still be filled.</summary>
    public static readonly TimeSpan GapPolling = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PersistEvery = TimeSpan.FromSeconds(1);
    private readonly HighWaterDetector detector = new(store, logger);
    private readonly ProgressTable progress = new(store);
    private readonly AppendSignal risen = new();
    private CancellationTokenSource? stop;
    private Task running = Task.CompletedTask;
    private long persisted;

    public long Mark => detector.Mark;

    public async Task StartAsync(CancellationToken token)
    {
        if (stop is not null) return;
        persisted = await progress.ReadAsync(ShardState.HighWaterMark, token) ?? 0;
        detector.StartAt(persisted);
        stop = new CancellationTokenSource();
        running = Task.WhenAll(
            Task.Run(() => RunAsync(stop.Token), CancellationToken.None),
            Task.Run(() => store.Options.Events.UseListenNotifyForEventAppends ? ListenAsync(stop.Token) : Task.CompletedTask, CancellationToken.None));
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    public async Task StopAsync()
    {
        if (stop is null) return;
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        stop = null;
    }

    /// <summary>Completes when the mark rises from now on; taken before the mark is looked at.</summary>
    public Task NextRise() => risen.Next();

    private async Task RunAsync(CancellationToken token)
    {
        var settings = store.Options.Projections;
        var lastPersist = DateTimeOffset.MinValue;
        while (!token.IsCancellationRequested)
        {
            var appended = store.Appended.Next();
            var wait = settings.SlowPollingTime;
            try
            {
                if (await detector.DetectAsync(token))
                {
                    risen.Signal();
                    wait = settings.FastPollingTime;
                }

                if (detector.IsWaitingForGap) wait = GapPolling;
                if (Mark > persisted && DateTimeOffset.UtcNow - lastPersist > PersistEvery)
                {
                    lastPersist = DateTimeOffset.UtcNow;
                    await progress.SetAsync(ShardState.HighWaterMark, Mark, token);
                    persisted = Mark;
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                DaemonLog.HighWaterFailed(logger, failure);
            }

            await Task.WhenAny(appended, Task.Delay(wait, token));
        }
    }

    /// <summary>Turns the notifications of other processes into signals of this one.</summary>
    private async Task ListenAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                await using var connection = await store.DataSource.OpenConnectionAsync(token);
                connection.Notification += (_, notification) =>
                {
                    if (notification.Payload == "" || notification.Payload == store.Options.EventGraph.DatabaseSchemaName) store.Appended.Signal();
                };
                await using (var listen = new NpgsqlCommand($"listen {AppendNotifier.ChannelName}", connection)) await listen.ExecuteNonQueryAsync(token);
                while (!token.IsCancellationRequested) await connection.WaitAsync(token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                DaemonLog.ListenFailed(logger, failure);
                await Task.WhenAny(Task.Delay(store.Options.Projections.AgentPauseTime, token));
            }
        }
    }
}
