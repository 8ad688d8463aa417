using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOps.ServiceDefaults.Kafka;

namespace MlOps.ServiceDefaults.Health;

/// <summary>Whether Kafka answers; without it the service still serves, and its facts wait in the event store.</summary>
internal sealed class KafkaHealth(KafkaConnection kafka) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await Task.Run(() => kafka.Ping(Limit), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (KafkaException e)
        {
            return HealthCheckResult.Degraded("Kafka does not answer.", e);
        }
    }
}
