using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>The status that the results of health checks amount to.</summary>
internal static class ServingStatuses
{
    /// <summary>NOT_SERVING if any check is unhealthy, UNKNOWN if there is none, SERVING otherwise.</summary>
    public static HealthCheckResponse.Types.ServingStatus Of(IReadOnlyCollection<HealthStatus> results) =>
        results.Count == 0 ? HealthCheckResponse.Types.ServingStatus.Unknown
        : results.Contains(HealthStatus.Unhealthy) ? HealthCheckResponse.Types.ServingStatus.NotServing
        : HealthCheckResponse.Types.ServingStatus.Serving;
}
