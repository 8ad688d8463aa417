using System.Buffers.Binary;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Kafka;

/// <summary>Healthy if the broker answers ApiVersions (version 0), the first request of every Kafka client.</summary>
internal sealed class KafkaHealthCheck(KafkaServerResource kafka) : IHealthCheck
{
    // Length, api key 18, version 0, correlation id 1, client id null.
    private static readonly byte[] ApiVersions = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static HealthCheckRegistration Registration(string key, KafkaServerResource kafka) => new(key, new KafkaHealthCheck(kafka), HealthStatus.Unhealthy, tags: null);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(kafka.PrimaryEndpoint.Host, kafka.PrimaryEndpoint.Port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(ApiVersions, limit.Token);
            var head = new byte[10];
            await stream.ReadExactlyAsync(head, limit.Token);
            return BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) == 1 && BinaryPrimitives.ReadInt16BigEndian(head.AsSpan(8)) == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The broker did not accept the ApiVersions request.");
        }
        catch (Exception e) when (e is SocketException or IOException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
