using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Hosting.Health;

/// <summary>
/// Retries a failing check for some seconds before it reports unhealthy. Aspire checks an unhealthy resource only every few
/// seconds, which would delay each start.
/// </summary>
internal sealed class PatientHealthCheck(IHealthCheck inner, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var result = await inner.CheckHealthAsync(context, cancellationToken);
            if (result.Status == HealthStatus.Healthy || time.GetElapsedTime(start) >= Patience) return result;
            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
