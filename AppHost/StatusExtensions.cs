using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

internal static class StatusExtensions
{
    /// <summary>Keeps status files and logs in the data directory up to date, and shows the resources on the terminal.</summary>
    public static void ReportStatus(this IDistributedApplicationBuilder builder)
    {
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton<ILoggerProvider, AppHostLoggerProvider>();
        // First in, last out: they see the resources start, and stop.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, StatusReporter>());
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ResourceLogFiles>());
    }
}
