using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps the state of every resource and tells whoever wants to know.</summary>
public partial class ResourceNotificationService
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ResourceEvent> current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> watchers = [];

    /// <summary>Changes the state of a resource (of all its instances).</summary>
    public async Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var id in InstanceIds(resource)) await PublishUpdateAsync(resource, id, stateFactory);
    }

    /// <summary>Changes the state of one instance of a resource; if <paramref name="stateFactory"/> gives back what it was given, nothing changes.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (gate)
        {
            var before = current.GetValueOrDefault(resourceId)?.Snapshot;
            var snapshot = stateFactory(before ?? new CustomResourceSnapshot { ResourceType = TypeName(resource), Properties = [] });
            if (ReferenceEquals(snapshot, before)) return Task.CompletedTask;
            var after = new ResourceEvent(resource, resourceId, snapshot);
            current[resourceId] = after;
            foreach (var watcher in watchers) watcher.Writer.TryWrite(after);
        }
        return Task.CompletedTask;
    }

    /// <summary>Gives the state of an instance.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (gate) return current.TryGetValue(resourceId, out resourceEvent);
    }

    /// <summary>Gives the current state of every instance, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (gate)
        {
            foreach (var state in current.Values) channel.Writer.TryWrite(state);
            watchers.Add(channel);
        }
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken)) yield return change;
        }
        finally
        {
            lock (gate) watchers.Remove(channel);
        }
    }

    internal static IEnumerable<string> InstanceIds(IResource resource) => resource.GetReplicaCount() is var count && count == 1
        ? [resource.Name]
        : Enumerable.Range(0, count).Select(replica => $"{resource.Name}-{replica}");

    private static string TypeName(IResource resource) => resource.GetType().Name is var name && name.EndsWith("Resource", StringComparison.Ordinal) ? name[..^8] : name;
}
