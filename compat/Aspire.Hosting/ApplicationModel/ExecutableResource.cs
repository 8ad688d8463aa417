namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program that the application starts.</summary>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    /// <summary>The program: a path, or a name that is looked up in PATH.</summary>
    public string Command { get; } = command;

    /// <summary>The directory it starts in.</summary>
    public string WorkingDirectory { get; } = workingDirectory;
}
