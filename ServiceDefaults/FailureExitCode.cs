using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MlOps.ServiceDefaults;

/// <summary>Sets exit code 1 when a failed background service stopped the host, which otherwise exits with 0.</summary>
internal static class FailureExitCode
{
    private const int Failure = 1;

    public static void FailWithBackgroundServices(this WebApplication app) => app.Lifetime.ApplicationStopping.Register(() =>
    {
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>();
        if (background.Any(service => service.ExecuteTask is { IsFaulted: true })) Environment.ExitCode = Failure;
    });
}
