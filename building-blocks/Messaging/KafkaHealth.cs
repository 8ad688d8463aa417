using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Messaging;

/// <summary>Whether Kafka answers; without it the service still serves, and its facts wait in the event store.</summary>
internal sealed class KafkaHealth(KafkaConnection kafka) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await kafka.PingAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Degraded("Kafka does not answer.", e);
        }
    }
}
