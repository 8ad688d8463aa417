using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MlOps.EventSourcing.Hosting;

/// <summary>Unhealthy while the service's database is unreachable.</summary>
internal sealed class DatabaseHealth(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("The database is unreachable.", e);
        }
    }
}
