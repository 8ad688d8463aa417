using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>The status that the results of health checks amount to.</summary>
internal static class ServingStatuses
{
    /// <summary>NOT_SERVING if any check is unhealthy, SERVING otherwise.</summary>
    public static HealthCheckResponse.Types.ServingStatus Of(IEnumerable<HealthStatus> results) => results.Contains(HealthStatus.Unhealthy)
        ? HealthCheckResponse.Types.ServingStatus.NotServing
        : HealthCheckResponse.Types.ServingStatus.Serving;
}
