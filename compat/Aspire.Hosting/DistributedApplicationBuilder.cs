using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Describes an application; see <see cref="DistributedApplication.CreateBuilder()"/>.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder host;
    private readonly EntryPointInterception? interception = EntryPointInterception.Current;

    /// <summary>Creates a builder with the command line as configuration.</summary>
    public DistributedApplicationBuilder(string[] args) : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>Creates a builder.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        AppHostAssembly = interception?.EntryPoint ?? (options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly());
        AppHostDirectory = AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "apphostprojectpath")?.Value
            ?? Directory.GetCurrentDirectory();
        host = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = [.. options.Args ?? [], .. interception?.Args ?? []],
            ContentRootPath = Directory.Exists(AppHostDirectory) ? AppHostDirectory : null,
        });
        host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        host.Services
            .AddSingleton(ExecutionContext)
            .AddSingleton(Eventing)
            .AddSingleton(new DistributedApplicationModel(Resources))
            .AddSingleton<IDistributedApplicationBuilder>(this)
            .AddOrchestration();
        host.Services.AddHealthChecks();
        interception?.Created(this, options);
        Options = options;
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => host.Services;

    /// <inheritdoc/>
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal DistributedApplicationOptions Options { get; }

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (Resources.FirstOrDefault(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is { } existing)
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type '{existing.GetType()}' with that name already exists. Resource names are case-insensitive.");
        }
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        interception?.Building();
        if (!Options.DisableDashboard) host.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, DashboardServer>());
        return new DistributedApplication(host.Build());
    }
}
