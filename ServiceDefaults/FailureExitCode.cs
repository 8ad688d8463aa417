using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MlOps.ServiceDefaults;

/// <summary>A background service that fails stops the host as if it had been asked to stop; the exit code tells the two apart.</summary>
internal static class FailureExitCode
{
    private const int Failure = 1;

    public static void FailWithBackgroundServices(this WebApplication app) => app.Lifetime.ApplicationStopping.Register(() =>
    {
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>();
        if (background.Any(service => service.ExecuteTask is { IsFaulted: true })) Environment.ExitCode = Failure;
    });
}
