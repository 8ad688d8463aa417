using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Hosting.Health;

/// <summary>
/// Asks again and again for some seconds before it says that something is not healthy. Aspire leaves seconds between the checks
/// of what is not healthy yet, which would be lost at each start.
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
