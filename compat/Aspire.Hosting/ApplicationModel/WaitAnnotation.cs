namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource waits for before it starts.</summary>
public class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource that is waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What of it is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as completion.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What happens when the resource becomes unavailable; null for the application's default.</summary>
    public WaitBehavior? WaitBehavior { get; set; }
}

/// <summary>What of a dependency is waited for.</summary>
public enum WaitType
{
    /// <summary>It runs and is healthy.</summary>
    WaitUntilHealthy,

    /// <summary>It has ended with the expected exit code.</summary>
    WaitForCompletion,

    /// <summary>It runs.</summary>
    WaitUntilStarted,
}

/// <summary>What a wait does when the dependency fails.</summary>
public enum WaitBehavior
{
    /// <summary>Goes on waiting: the dependency may come back.</summary>
    WaitOnResourceUnavailable,

    /// <summary>Fails with <see cref="DistributedApplicationException"/>.</summary>
    StopOnResourceUnavailable,
}
