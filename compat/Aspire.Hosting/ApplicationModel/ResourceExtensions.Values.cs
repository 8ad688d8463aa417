using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

public static partial class ResourceExtensions
{
    /// <summary>The environment variables that the description of the resource sets, as its process will see them.</summary>
    public static async ValueTask<Dictionary<string, string>> GetEnvironmentVariableValuesAsync(
        this IResourceWithEnvironment resource, DistributedApplicationOperation applicationOperation = DistributedApplicationOperation.Run) =>
        await resource.ResolveEnvironmentAsync(new DistributedApplicationExecutionContext(applicationOperation), CancellationToken.None);

    /// <summary>The command line arguments that the description of the resource adds.</summary>
    public static async ValueTask<string[]> GetArgumentValuesAsync(
        this IResourceWithArgs resource, DistributedApplicationOperation applicationOperation = DistributedApplicationOperation.Run) =>
        [.. await resource.ResolveArgumentsAsync(new DistributedApplicationExecutionContext(applicationOperation), CancellationToken.None)];

    internal static async Task<Dictionary<string, string>> ResolveEnvironmentAsync(this IResource resource, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) await annotation.Callback(context);
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            if (await ResolveAsync(value, cancellationToken) is { } text) values[name] = text;
        }
        return values;
    }

    internal static async Task<List<string>> ResolveArgumentsAsync(this IResource resource, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = execution };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>()) await annotation.Callback(context);
        var values = new List<string>();
        foreach (var arg in context.Args)
        {
            if (await ResolveAsync(arg, cancellationToken) is { } text) values.Add(text);
        }
        return values;
    }

    private static async ValueTask<string?> ResolveAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken),
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
