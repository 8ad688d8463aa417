using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Describes an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The configuration of the AppHost.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the AppHost project.</summary>
    string AppHostDirectory { get; }

    /// <summary>The assembly of the AppHost project.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>The environment of the AppHost.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The services of the AppHost.</summary>
    IServiceCollection Services { get; }

    /// <summary>What happens while the application runs.</summary>
    IDistributedApplicationEventing Eventing { get; }

    /// <summary>How the application is executed.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources added so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource; throws <see cref="DistributedApplicationException"/> if its name is taken.</summary>
    IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;

    /// <summary>Describes a resource without adding it.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

    /// <summary>Finishes the description.</summary>
    DistributedApplication Build();
}
