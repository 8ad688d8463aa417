using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>Tells watchers the results of health checks.</summary>
internal sealed class GrpcHealthChecksPublisher(HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options, IOptions<HealthCheckServiceOptions> checks) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var service in options.Value.Services)
        {
            var own = checks.Value.Registrations
                .Where(check => report.Entries.ContainsKey(check.Name) && service.HealthCheckPredicate(HealthCheckMapContext.Of(check)))
                .Select(check => report.Entries[check.Name].Status);
            health.SetStatus(service.Name, ServingStatuses.Of(own));
        }
        return Task.CompletedTask;
    }
}
