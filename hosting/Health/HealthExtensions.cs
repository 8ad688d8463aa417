using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlOps.Hosting.Health;

/// <summary>Adds health checks.</summary>
public static class HealthExtensions
{
    /// <summary>A resource is healthy while a path of one of its endpoints returns a success status.</summary>
    public static IResourceBuilder<T> WithHealthAt<T>(this IResourceBuilder<T> resource, string path, string endpoint = "http")
        where T : IResourceWithEndpoints =>
        resource.WithPatientCheck(new HttpHealthCheck(resource.GetEndpoint(endpoint), path));

    /// <summary>A resource is healthy while a check passes.</summary>
    internal static IResourceBuilder<T> WithPatientCheck<T>(this IResourceBuilder<T> resource, IHealthCheck check) where T : IResource
    {
        var key = $"{resource.Resource.Name}_check";
        resource.ApplicationBuilder.Services.AddHealthChecks().Add(new(
            key,
            services => new PatientHealthCheck(check, services.GetRequiredService<TimeProvider>()),
            HealthStatus.Unhealthy,
            tags: null));
        return resource.WithHealthCheck(key);
    }
}
