using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MlOps.EventSourcing;

/// <summary>Creates a service's own tables in the database of its event store.</summary>
public static class ServiceTables
{
    // IF NOT EXISTS alone is not safe against concurrent creation (unique violation in the system catalog).
    private const string OneAtATime = "SELECT pg_advisory_xact_lock(hashtext('mlops.tables'))";

    /// <summary>
    /// Executes <paramref name="sql"/> (CREATE … IF NOT EXISTS) before later hosted services start; safe when several nodes start at once.
    /// </summary>
    public static IServiceCollection AddTables(this IServiceCollection services, string sql) =>
        services.AddSingleton<IHostedService>(provider => new Creation(provider.GetRequiredService<NpgsqlDataSource>(), sql));

    /// <summary>Executes statements in a transaction of their own, one node after the other.</summary>
    internal static async Task ChangeAsync(NpgsqlDataSource database, string sql, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Large tables get new indexes when they are changed.
        await using var create = new NpgsqlCommand($"{OneAtATime}; {sql}", connection, transaction) { CommandTimeout = 0 };
        await create.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private sealed class Creation(NpgsqlDataSource database, string sql) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => ChangeAsync(database, sql, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
