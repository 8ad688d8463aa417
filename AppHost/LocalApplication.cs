using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace MlOps.AppHost;

/// <summary>An Aspire application on one machine that needs no certificates, no network and no environment variables.</summary>
internal static class LocalApplication
{
    // Loopback only; the dashboard and its OTLP endpoints require keys.
    private static readonly string[] Addresses =
    [
        "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    /// <summary>Creates the builder of the application from the command line.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = args, AllowUnsecuredTransport = true,
        });
        foreach (var address in Addresses) builder.Configuration[address] ??= "http://127.0.0.1:0";
        // Works offline: no check for a newer Aspire.
        builder.Configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
        // Shutdown waits until all processes have exited.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        return builder;
    }
}
