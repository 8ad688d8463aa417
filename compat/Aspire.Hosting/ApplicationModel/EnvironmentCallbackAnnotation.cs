namespace Aspire.Hosting.ApplicationModel;

/// <summary>Sets environment variables when the resource starts.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Called at every start of the resource.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}
