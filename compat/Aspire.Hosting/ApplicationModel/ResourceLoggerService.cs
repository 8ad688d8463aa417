using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The log of each resource: what its processes print and what the application says about it.</summary>
public class ResourceLoggerService(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ResourceLog> logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A logger that writes to the log of a resource.</summary>
    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    /// <summary>A logger that writes to the log of a resource.</summary>
    public ILogger GetLogger(string resourceName) => new ResourceLogger(LogOf(resourceName), time);

    /// <summary>Gives the last lines of the log (at most 2,000), then each new one.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.Name);

    /// <summary>Gives the last lines of the log (at most 2,000), then each new one.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => LogOf(resourceName).WatchAsync();

    /// <summary>Ends the log: watchers get what there is and no more.</summary>
    public void Complete(IResource resource) => LogOf(resource.Name).Complete();

    internal void AddLine(string resourceName, string content, bool isError) => LogOf(resourceName).Add(content, isError);

    private ResourceLog LogOf(string resourceName) => logs.GetOrAdd(resourceName, _ => new ResourceLog());
}
