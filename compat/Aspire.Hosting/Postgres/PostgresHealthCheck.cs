using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Aspire.Hosting.Postgres;

/// <summary>Healthy if the server answers and, for a database, has it. One connection, which stays open, serves the checks of a server and its databases.</summary>
internal sealed class PostgresHealthCheck(PostgresServerResource server, string? database) : IHealthCheck
{
    public static HealthCheckRegistration Registration(string key, PostgresServerResource server, string? database = null) =>
        new(key, new PostgresHealthCheck(server, database), HealthStatus.Unhealthy, tags: null);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var connectionString = await ((IResourceWithConnectionString)server).GetConnectionStringAsync(cancellationToken);
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 1, Timeout = 5, CommandTimeout = 5 }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var find = new NpgsqlCommand("SELECT $1 IS NULL OR EXISTS (SELECT FROM pg_database WHERE datname = $1)", connection)
            {
                Parameters = { new NpgsqlParameter<string?> { TypedValue = database } },
            };
            return await find.ExecuteScalarAsync(cancellationToken) is true ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The server has no database {database}.");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
