using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using Npgsql;

namespace MlOps.Gateway;

/// <summary>
/// Keeps in memory what is recorded: read at the start, before anybody is served, again when a commit signal tells of a change on any
/// node, and every <see cref="CommitSignals.LookAgain"/>. While the database does not answer, what is known stays.
/// </summary>
internal abstract class Watch(CommitSignals signals, string signal, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // The signal is requested before reading, so that no change is missed.
            var changed = signals.Next(signal);
            try
            {
                await ReadAsync(stoppingToken);
                await changed.WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && IsOfDatabase(e))
            {
                NotRead(e.Message);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    /// <summary>Reads what is recorded, and takes it over.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellation);

    /// <summary>Logs that it could not be read.</summary>
    protected abstract void NotRead(string reason);

    /// <summary>Tells the other nodes of a change.</summary>
    protected void Raise() => signals.Raise(signal);

    private static bool IsOfDatabase(Exception exception) =>
        ExceptionChain.Of(exception).Any(one => one is NpgsqlException or IOException);
}
