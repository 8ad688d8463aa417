using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The application is described and about to start.</summary>
public class BeforeStartEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
{
    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>The application.</summary>
    public DistributedApplicationModel Model { get; } = model;
}

/// <summary>All resources are on their way.</summary>
public class AfterResourcesCreatedEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
{
    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>The application.</summary>
    public DistributedApplicationModel Model { get; } = model;
}

/// <summary>The addresses of a resource are known.</summary>
public class ResourceEndpointsAllocatedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>The connection string of a resource is known.</summary>
public class ConnectionStringAvailableEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource has waited for its dependencies and is about to start.</summary>
public class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource runs and is healthy, for the first time since it started.</summary>
public class ResourceReadyEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource has stopped.</summary>
public class ResourceStoppedEvent(IResource resource, IServiceProvider services, ResourceEvent resourceEvent) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>Its last state.</summary>
    public ResourceEvent ResourceEvent { get; } = resourceEvent;
}
