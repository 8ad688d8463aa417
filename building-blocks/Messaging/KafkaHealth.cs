using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Messaging;

/// <summary>Degraded while no Kafka broker is reachable: requests are still served, and events wait in the event store.</summary>
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
            return HealthCheckResult.Degraded("Kafka is unreachable.", e);
        }
    }
}
