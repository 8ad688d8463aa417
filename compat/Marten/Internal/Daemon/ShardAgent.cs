using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;

namespace Marten.Internal.Daemon;

/// <summary>Runs one shard: follows the high water mark page by page, and starts again after failures.</summary>
internal sealed class ShardAgent(DocumentStore store, AsyncShard shard, HighWaterAgent highWater, ILogger logger) : IAsyncDisposable
{
    private const int LongestPause = 60;
    private readonly ProgressTable progress = new(store);
    private CancellationTokenSource? stop;
    private CancellationTokenSource? abort;
    private Task running = Task.CompletedTask;
    private long position;

    public AsyncShard Shard => shard;

    public AgentStatus Status { get; private set; } = AgentStatus.Stopped;

    public void Start()
    {
        if (stop is not null) return;
        stop = new CancellationTokenSource();
        abort = new CancellationTokenSource();
        Status = AgentStatus.Running;
        running = Task.Run(() => RunAsync(stop.Token, abort.Token), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Lets the page at work finish, for a while; then cancels it.</summary>
    public async Task StopAsync()
    {
        if (stop is null) return;
        await stop.CancelAsync();
        var timeout = store.Options.Projections.StopAndDrainTimeout;
        if (await Task.WhenAny(running, Task.Delay(timeout)) != running)
        {
            DaemonLog.DrainTimedOut(logger, shard.Name.Identity, timeout);
            await abort!.CancelAsync();
            await Task.WhenAny(running, Task.Delay(timeout));
        }

        stop.Dispose();
        abort!.Dispose();
        stop = null;
        Status = AgentStatus.Stopped;
    }

    /// <summary>Handles everything from a sequence up to another, then returns.</summary>
    public async Task CatchUpAsync(long from, long to, ShardExecutionMode mode, CancellationToken token)
    {
        position = from;
        var errors = mode == ShardExecutionMode.Rebuild ? store.Options.Projections.RebuildErrors : store.Options.Projections.Errors;
        while (position < to) await HandlePageAsync(to, mode, errors, token);
    }

    private async Task RunAsync(CancellationToken token, CancellationToken aborted)
    {
        var failures = 0;
        while (!token.IsCancellationRequested)
        {
            try
            {
                position = await StartingPositionAsync(token);
                DaemonLog.ShardStarted(logger, shard.Name.Identity, position);
                while (!token.IsCancellationRequested)
                {
                    var risen = highWater.NextRise();
                    if (position < highWater.Mark)
                    {
                        await HandlePageAsync(highWater.Mark, ShardExecutionMode.Continuous, store.Options.Projections.Errors, aborted);
                        Status = AgentStatus.Running;
                        failures = 0;
                    }
                    else
                    {
                        await risen.WaitAsync(token);
                    }
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested || aborted.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Status = AgentStatus.Paused;
                var pause = store.Options.Projections.AgentPauseTime * Math.Min(Math.Pow(2, failures++), LongestPause);
                DaemonLog.ShardPaused(logger, failure, shard.Name.Identity, position, pause);
                await Task.WhenAny(Task.Delay(pause, token));
            }
        }
    }

    private async Task HandlePageAsync(long ceiling, ShardExecutionMode mode, ErrorHandlingOptions errors, CancellationToken token)
    {
        var (page, unreadable) = await new EventLoader(store, shard, errors, logger).LoadAsync(position, ceiling, token);
        await new PageExecution(store, shard, mode, errors, logger).ExecuteAsync(page, unreadable, token);
        position = page.SequenceCeiling;
    }

    /// <summary>Where the shard goes on, or begins by its options.</summary>
    private async Task<long> StartingPositionAsync(CancellationToken token)
    {
        var stored = await progress.ReadAsync(shard.Name.Identity, token);
        var floor = await FloorAsync(token);
        if (stored >= floor) return stored.Value;
        if (stored is null && floor == 0) return 0;
        await progress.SetAsync(shard.Name.Identity, floor, token);
        return floor;
    }

    private async Task<long> FloorAsync(CancellationToken token)
    {
        var options = shard.Options;
        if (options.FromPresent) return highWater.Mark;
        if (options.FromSequence is { } sequence) return sequence;
        return options.FromTime is { } time ? await SequenceBeforeAsync(store, time, token) : 0;
    }

    /// <summary>The sequence of the last event before a moment.</summary>
    public static async Task<long> SequenceBeforeAsync(DocumentStore store, DateTimeOffset time, CancellationToken token)
    {
        await using var command = store.DataSource.CreateCommand($"select coalesce(min(seq_id) - 1, (select coalesce(max(seq_id), 0) from {store.Options.EventGraph.DatabaseSchemaName}.mt_events)) from {store.Options.EventGraph.DatabaseSchemaName}.mt_events where timestamp >= $1");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = time.UtcDateTime });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
