namespace Aspire.Hosting.ApplicationModel;

/// <summary>Sets environment variables when the resource starts.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Called at every start of the resource.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>Adds command line arguments when the resource starts.</summary>
public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Called at every start of the resource.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>The number of instances of a resource.</summary>
public class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>The number of instances.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>A health check, registered in the services under <paramref name="key"/>, that tells the health of the resource.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name under which the check is registered.</summary>
    public string Key { get; } = key;
}

/// <summary>Where a project comes from.</summary>
internal sealed record ProjectMetadataAnnotation(IProjectMetadata Metadata) : IResourceAnnotation;

/// <summary>The data of a container: a named volume or a directory of the host.</summary>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    /// <summary>The volume's name or the directory.</summary>
    public string? Source { get; } = source;

    /// <summary>The path as the container sees it.</summary>
    public string Target { get; } = target;

    /// <summary>Whether <see cref="Source"/> is a volume or a directory.</summary>
    public ContainerMountType Type { get; } = type;

    /// <summary>Whether the container may only read.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>The kinds of container mounts.</summary>
public enum ContainerMountType
{
    /// <summary>A directory of the host.</summary>
    BindMount,

    /// <summary>A volume with a name.</summary>
    Volume,
}
