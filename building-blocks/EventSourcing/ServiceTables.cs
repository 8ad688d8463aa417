using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MlOps.EventSourcing;

/// <summary>Creates a service's own tables in the database of its event store.</summary>
public static class ServiceTables
{
    /// <summary>
    /// Executes <paramref name="sql"/> (CREATE … IF NOT EXISTS) before later hosted services start; safe when several nodes start at once.
    /// </summary>
    public static IServiceCollection AddTables(this IServiceCollection services, string sql) =>
        services.AddSingleton<IHostedService>(provider => new Creation(provider.GetRequiredService<NpgsqlDataSource>(), sql));

    private sealed class Creation(NpgsqlDataSource database, string sql) : IHostedService
    {
        // IF NOT EXISTS alone is not safe against concurrent creation (unique violation in the system catalog).
        private const string OneAtATime = "SELECT pg_advisory_xact_lock(hashtext('mlops.tables'))";

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var create = new NpgsqlCommand($"{OneAtATime}; {sql}", connection, transaction);
            await create.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
