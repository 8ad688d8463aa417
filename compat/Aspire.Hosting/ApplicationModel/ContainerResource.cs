namespace Aspire.Hosting.ApplicationModel;

/// <summary>A server that the original runs in a container and this build runs as a local process.</summary>
public class ContainerResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport;
