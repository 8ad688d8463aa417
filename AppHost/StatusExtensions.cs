using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

internal static class StatusExtensions
{
    /// <summary>Writes status files and logs to the data directory, and shows the resources on the terminal.</summary>
    public static void ReportStatus(this IDistributedApplicationBuilder builder)
    {
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton<ILoggerProvider, AppHostLoggerProvider>();
        // Hosted services start in order and stop in reverse: these see all resources start and stop.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, StatusReporter>());
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ResourceLogFiles>());
    }
}
