using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aspire.Hosting.Postgres;

/// <summary>Creates a database once its server is healthy.</summary>
internal static class DatabaseCreation
{
    public static async Task RunAsync(PostgresDatabaseResource database, IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ResourceNotificationService>().WaitForResourceHealthyAsync(database.Parent.Name, cancellationToken);
        var server = await ((IResourceWithConnectionString)database.Parent).GetConnectionStringAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database.DatabaseName } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is not null) return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{database.DatabaseName.Replace("\"", "\"\"")}\"", connection);
        try
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
            Log.DatabaseCreated(services.GetRequiredService<ResourceLoggerService>().GetLogger(database), database.DatabaseName);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another application has just created it.
        }
    }
}
