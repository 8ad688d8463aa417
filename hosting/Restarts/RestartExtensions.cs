using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MlOps.Hosting.Restarts;

/// <summary>Restarts crashed processes.</summary>
public static class RestartExtensions
{
    /// <summary>Restarts every process that crashes, with exponential backoff.</summary>
    public static void RestartCrashed(this IDistributedApplicationBuilder builder) =>
        // First, so that it does not miss a crash during startup.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, CrashRestarter>());
}
