using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MlOps.Gateway.Secrets.MasterKeys;

/// <summary>Degraded when the master key in use is not there: secrets can be neither stored nor used.</summary>
internal sealed class MasterKeyHealth(MasterKeyTable table, MasterKeyChain masters) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await table.CurrentAsync(cancellationToken) is { } key && masters.Has(key)
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, "The master key in use is not there.");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The gateway has not started yet.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message);
        }
    }
}
