namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project that the application starts from its build output.</summary>
public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;
