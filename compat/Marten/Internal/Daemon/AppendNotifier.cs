using System.Threading.Channels;
using Marten.Events;
using Marten.Internal.Operations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Internal.Daemon;

/// <summary>Notifies the daemons of other processes of committed appends: the first at once, those within an interval together.</summary>
/// <remarks>
/// PostgreSQL commits transactions that notify one after the other, so appends do not notify themselves. A notification that
/// does not get out is made up for by the daemons' polling.
/// </remarks>
internal sealed class AppendNotifier : IAsyncDisposable
{
    public const string ChannelName = "mt_events_appended";
    private const string Sql = "select pg_notify($1, $2)";

    // A transaction that does nothing but notify need not reach the disk.
    private const string AloneSql = "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";

    // Daemons of this process are woken by the append itself; a notification costs as much as an append.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);
    private readonly Channel<bool> requests = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stop = new();
    private readonly DocumentStore store;
    private readonly ILogger logger;
    private readonly Task running;

    public AppendNotifier(DocumentStore store, ILogger logger)
    {
        (this.store, this.logger) = (store, logger);
        running = Task.Run(() => RunAsync(stop.Token));
    }

    /// <summary>The notification as a part of a transaction of which only somebody else sees the commit.</summary>
    public static SqlOperation Notification(EventGraph events) => new(Sql, Parameters(events));

    /// <summary>Asks for a notification; returns at once.</summary>
    public void Request() => requests.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                await requests.Reader.ReadAsync(token);
                await NotifyAsync(token);
                await Task.Delay(Interval, token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                DaemonLog.NotifyFailed(logger, failure);
                await Task.WhenAny(Task.Delay(store.Options.Projections.AgentPauseTime, token));
            }
        }
    }

    private async Task NotifyAsync(CancellationToken token)
    {
        await using var command = store.DataSource.CreateCommand(AloneSql);
        command.Parameters.AddRange(Parameters(store.Options.EventGraph));
        await command.ExecuteNonQueryAsync(token);
    }

    private static NpgsqlParameter[] Parameters(EventGraph events) => [SqlParameters.Text(ChannelName), SqlParameters.Text(events.DatabaseSchemaName)];
}
