using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MlOps.Hosting.Restarts;

/// <summary>Keeps an application running.</summary>
public static class RestartExtensions
{
    /// <summary>Starts each process again that crashed.</summary>
    public static void RestartCrashed(this IDistributedApplicationBuilder builder) =>
        // First, or it would miss what ends while the application starts.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, CrashRestarter>());
}
