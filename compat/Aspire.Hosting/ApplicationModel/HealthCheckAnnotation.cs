namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check, registered in the services under <paramref name="key"/>, that tells the health of the resource.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name under which the check is registered.</summary>
    public string Key { get; } = key;
}
