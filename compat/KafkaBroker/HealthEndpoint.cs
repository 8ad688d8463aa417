using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace KafkaBroker;

/// <summary>GET /health: 200 from the moment the broker takes requests.</summary>
internal static class HealthEndpoint
{
    public static async Task<IAsyncDisposable> StartAsync(string host, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{host}:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var application = builder.Build();
        application.Run(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/health" ? 200 : 404;
            return Task.CompletedTask;
        });
        await application.StartAsync();
        return application;
    }
}
