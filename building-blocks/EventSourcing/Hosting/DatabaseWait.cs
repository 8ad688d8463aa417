using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MlOps.EventSourcing.Hosting;

/// <summary>
/// Delays startup while the database is unreachable or in recovery (transient errors); any other database error stops the service.
/// </summary>
internal sealed class DatabaseWait(NpgsqlDataSource database, TimeProvider time, ILogger<DatabaseWait> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // StartingAsync runs before every StartAsync: applying the schema is the first use of the database.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                if (attempt == 1) Log.DatabaseUnreachable(logger, e.Message);
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
