using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Hosting.Health;

/// <summary>Healthy if a path of an endpoint returns a success status.</summary>
internal sealed class HttpHealthCheck(EndpointReference endpoint, string path) : IHealthCheck
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri(new Uri(endpoint.Url), path), cancellationToken);
            if (answer.IsSuccessStatusCode) return HealthCheckResult.Healthy();
            var reason = await answer.Content.ReadAsStringAsync(cancellationToken);
            return HealthCheckResult.Unhealthy($"{path} answered {(int)answer.StatusCode}: {reason}");
        }
        catch (Exception e) when (
            e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
