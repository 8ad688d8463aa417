namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds command line arguments when the resource starts.</summary>
public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Called at every start of the resource.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}
