using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Telemetry;
using Aspire.Hosting.Orchestration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves the dashboard and receives telemetry, on loopback, from before the first resource starts until after the last has stopped.</summary>
internal sealed class DashboardServer(
    DistributedApplicationModel model, PortStore ports, TelemetryEnvironment telemetry, ResourceNotificationService notifications, ResourceLoggerService loggers,
    IHostEnvironment environment, ILogger<DashboardServer> logger) : IHostedService
{
    private const string Name = "aspire-dashboard";
    private const long MaxRequest = 8 * 1024 * 1024;
    private WebApplication? app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var port = ports.Choose([Name])[Name];
        var page = new Page(environment.ApplicationName.Replace(".AppHost", "", StringComparison.Ordinal));
        var access = new DashboardAccess(port, page);
        // Its settings are looked for, and watched, where the program is, not in a current directory with the application's data below it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardServer).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxRequest;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        app = builder.Build();
        app.Use(next => context => access.CheckAsync(context, next));
        page.Map(app);
        app.MapResources(notifications, loggers, new Secrets(model), model);
        app.MapTelemetry(new TelemetryStore());
        await app.StartAsync(cancellationToken);

        telemetry.Endpoint = new Uri($"http://127.0.0.1:{port}");
        telemetry.ApiKey = access.ApiKey;
        var address = $"http://127.0.0.1:{port}/login?t={access.Token}";
        Log.Dashboard(logger, address);
        await notifications.PublishUpdateAsync(
            new ExecutableResource(Name, Name, "/"),
            s => s with { State = KnownResourceStates.Running, IsHidden = true, Urls = [new UrlSnapshot(null, address, IsInternal: false)] });
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is null) return;
        // Watchers of logs would hold up the end.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        app = null;
    }
}
