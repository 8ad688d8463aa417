using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

internal static class OrchestrationServices
{
    /// <summary>Adds what runs the application.</summary>
    public static IServiceCollection AddOrchestration(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        // A server may take its time to write everything down; its watchdog sets the limit.
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(2));
        return services
            .AddSingleton<ResourceNotificationService>()
            .AddSingleton<ResourceLoggerService>()
            .AddSingleton<LocalStore>()
            .AddSingleton<PortStore>()
            .AddSingleton<EndpointAllocator>()
            .AddSingleton<TelemetryEnvironment>()
            .AddSingleton<ProcessSpecFactory>()
            .AddSingleton<ProcessRunner>()
            .AddSingleton<ApplicationOrchestrator>()
            .AddHostedService(provider => provider.GetRequiredService<ApplicationOrchestrator>())
            .AddHostedService<ResourceHealthMonitor>();
    }
}
