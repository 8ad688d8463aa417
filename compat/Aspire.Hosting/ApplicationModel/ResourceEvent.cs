namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource (one instance of it) and its state.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The instance.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>The state.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
