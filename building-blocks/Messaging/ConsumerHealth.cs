using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MlOps.Messaging;

/// <summary>Degraded while a consumer has been failing for longer than <see cref="KafkaOptions.ConsumePatience"/>.</summary>
internal sealed class ConsumerHealth(ConsumerFailures failures, IOptions<KafkaOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = failures.LongerThan(options.Value.ConsumePatience);
        return Task.FromResult(stuck.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(' ', stuck.Select(Describe))));
    }

    private static string Describe(ConsumerFailure failure) =>
        $"{failure.Consumer} has failed since {failure.Since:O} at {failure.At}: {failure.Reason}";
}
