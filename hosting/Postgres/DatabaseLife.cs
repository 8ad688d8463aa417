using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MlOps.Hosting.Postgres;

/// <summary>The lifetime of a database resource: it runs from when its server is ready until the server stops.</summary>
internal static class DatabaseLife
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Creates the database if it does not exist, retrying until that succeeds, and publishes that it is running.</summary>
    public static async Task StartAsync(DatabaseResource database, IServiceProvider services, CancellationToken cancellation)
    {
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(database);
        while (!await TryCreateAsync(database, logger, cancellation))
            await Task.Delay(RetryDelay, services.GetRequiredService<TimeProvider>(), cancellation);
        await PublishAsync(database, services, KnownResourceStates.Running);
    }

    /// <summary>Publishes that the database stopped with its server.</summary>
    public static Task EndAsync(DatabaseResource database, ResourceStoppedEvent stopped) =>
        PublishAsync(database, stopped.Services, stopped.ResourceEvent.Snapshot.State?.Text ?? KnownResourceStates.Exited);

    private static async Task<bool> TryCreateAsync(DatabaseResource database, ILogger logger, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await PostgresConnection.OpenAsync(database.Parent, cancellation);
            await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
            find.Parameters.Add(new() { Value = database.Name });
            if (await find.ExecuteScalarAsync(cancellation) is not null) return true;
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{database.Name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellation);
            logger.DatabaseCreated(database.Name);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Lost a race: another application has just created it.
            return true;
        }
        catch (NpgsqlException e)
        {
            logger.DatabaseNotCreated(e, database.Name);
            return false;
        }
    }

    private static Task PublishAsync(DatabaseResource database, IServiceProvider services, string state) =>
        services.GetRequiredService<ResourceNotificationService>().PublishUpdateAsync(database, last => last with { State = state });
}
