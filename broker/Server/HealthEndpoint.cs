using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Server;

/// <summary>GET /health: 200 once the broker accepts requests; 503 with the partitions that refuse writes after a failed fsync.</summary>
internal static class HealthEndpoint
{
    public static async Task<IAsyncDisposable> StartAsync(string host, int port, BrokerServer broker)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{host}:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var application = builder.Build();
        application.Run(context =>
        {
            var failed = broker.FailedPartitions;
            context.Response.StatusCode = context.Request.Path != "/health" ? 404 : failed.Count == 0 ? 200 : 503;
            return context.Response.StatusCode == 503
                ? context.Response.WriteAsync($"writes are refused until a restart because an fsync failed: {string.Join(", ", failed)}")
                : Task.CompletedTask;
        });
        await application.StartAsync();
        return application;
    }
}
