using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>An application of several processes that starts, watches and stops them together.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost host;
    private bool stopped;
    private bool disposed;

    internal DistributedApplication(IHost host) => this.host = host;

    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>The states of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts to describe an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder(new DistributedApplicationOptions());

    /// <summary>Starts to describe an application, with the command line as configuration.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Starts to describe an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Starts all resources; returns once all are on their way, healthy or still waiting for one another.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var model = Services.GetRequiredService<DistributedApplicationModel>();
        await Services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(new BeforeStartEvent(Services, model), cancellationToken);
        await host.StartAsync(cancellationToken);
        Log.Started(Services.GetRequiredService<ILogger<DistributedApplication>>());
    }

    /// <summary>Stops all resources and every process they started.</summary>
    public virtual async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await host.StopAsync(cancellationToken);
        stopped = true;
    }

    /// <summary>Runs the application until it is told to stop.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await StartAsync(cancellationToken);
            await host.WaitForShutdownAsync(cancellationToken);
            stopped = true;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Runs the application until it is told to stop.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        if (!stopped) await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
