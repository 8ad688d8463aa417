using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Hosting.Kafka;

/// <summary>Healthy if the broker answers ApiVersions (version 0), the first request of every Kafka client.</summary>
internal sealed class KafkaHealthCheck(KafkaBrokerResource kafka) : IHealthCheck
{
    // Length, api key 18, version 0, correlation id 1, client id null.
    private static readonly byte[] ApiVersions = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(kafka.Endpoint.Host, kafka.Endpoint.Port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(ApiVersions, limit.Token);
            var head = new byte[10];
            await stream.ReadExactlyAsync(head, limit.Token);
            return BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) == 1 && BinaryPrimitives.ReadInt16BigEndian(head.AsSpan(8)) == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The broker did not accept the ApiVersions request.");
        }
        catch (Exception e) when (
            e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
