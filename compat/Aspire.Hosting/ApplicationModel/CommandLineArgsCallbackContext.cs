namespace Aspire.Hosting.ApplicationModel;

/// <summary>What an argument callback works on.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    /// <summary>The arguments: strings, or values that are resolved when the process starts (<see cref="IValueProvider"/>).</summary>
    public IList<object> Args { get; } = args;

    /// <summary>The resource that is about to start.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Ends when the start is given up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>How the application is executed.</summary>
    public required DistributedApplicationExecutionContext ExecutionContext { get; init; }
}
