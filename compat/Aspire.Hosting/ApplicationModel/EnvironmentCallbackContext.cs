namespace Aspire.Hosting.ApplicationModel;

/// <summary>What an environment callback works on.</summary>
public class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext, IResource resource, Dictionary<string, object>? environmentVariables = null, CancellationToken cancellationToken = default)
{
    /// <summary>The variables: strings, or values that are resolved when the process starts (<see cref="IValueProvider"/>).</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    /// <summary>The resource that is about to start.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Ends when the start is given up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>How the application is executed.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;
}
