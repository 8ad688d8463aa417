using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>Tells watchers the results of health checks.</summary>
internal sealed class GrpcHealthChecksPublisher(HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var service in options.Value.Services)
        {
            var own = report.Entries.Where(check => service.HealthCheckPredicate(new HealthCheckMapContext(check.Key, check.Value.Tags)));
            health.SetStatus(service.Name, ServingStatuses.Of([.. own.Select(check => check.Value.Status)]));
        }
        return Task.CompletedTask;
    }
}
