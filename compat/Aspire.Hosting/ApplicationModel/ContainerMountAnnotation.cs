namespace Aspire.Hosting.ApplicationModel;

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
