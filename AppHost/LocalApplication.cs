using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace MlOps.AppHost;

/// <summary>An Aspire application on one machine that needs no certificates, no network and no environment variables.</summary>
internal static class LocalApplication
{
    // All listen at the loopback address only; the dashboard and what it receives ask for keys.
    private static readonly string[] Addresses =
    [
        "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    /// <summary>The builder of the application that the arguments ask for.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = args, AllowUnsecuredTransport = true,
        });
        foreach (var address in Addresses) builder.Configuration[address] ??= "http://127.0.0.1:0";
        // It works without a network, and asks none for a newer Aspire.
        builder.Configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
        // A stop ends when all processes have.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        return builder;
    }
}
