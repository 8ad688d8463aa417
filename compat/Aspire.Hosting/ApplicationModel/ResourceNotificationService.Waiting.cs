using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService(IOptions<ResourceNotificationServiceOptions> options)
{
    private WaitBehavior DefaultWaitBehavior => options.Value.DefaultWaitBehavior;

    /// <summary>Waits until the resource has a state (running by default).</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until the resource has one of some states, and gives it.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return (await WaitForResourceAsync(resourceName, e => e.Snapshot.State is { Text: var state } && states.Contains(state), cancellationToken)).Snapshot.State!.Text;
    }

    /// <summary>Waits until the resource is in a state that satisfies <paramref name="predicate"/>.</summary>
    public Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default) =>
        FirstAsync(e => string.Equals(e.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(e), cancellationToken);

    /// <summary>Waits until the resource runs, is healthy, and whoever subscribed to its readiness is done.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until the resource runs, is healthy, and whoever subscribed to its readiness is done; fails if it cannot become so and <paramref name="waitBehavior"/> says so.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default) =>
        HealthyAsync(e => string.Equals(e.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase), resourceName, waitBehavior, cancellationToken);

    /// <summary>Waits for everything that the resource was told to wait for.</summary>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) =>
        Task.WhenAll(
            from wait in resource.Annotations.OfType<WaitAnnotation>()
            from id in InstanceIds(wait.Resource)
            select WaitForDependencyAsync(wait, id, cancellationToken));

    private Task WaitForDependencyAsync(WaitAnnotation wait, string id, CancellationToken cancellationToken)
    {
        var behavior = wait.WaitBehavior ?? DefaultWaitBehavior;
        bool IsInstance(ResourceEvent e) => string.Equals(e.ResourceId, id, StringComparison.OrdinalIgnoreCase);
        return wait.WaitType switch
        {
            WaitType.WaitUntilHealthy => HealthyAsync(IsInstance, id, behavior, cancellationToken),
            WaitType.WaitUntilStarted => RunningAsync(IsInstance, id, behavior, cancellationToken),
            _ => CompletedAsync(IsInstance, id, wait.ExitCode, cancellationToken),
        };
    }

    private async Task<ResourceEvent> HealthyAsync(Func<ResourceEvent, bool> isWanted, string name, WaitBehavior behavior, CancellationToken cancellationToken)
    {
        var found = await FirstAsync(
            e => isWanted(e) && (IsUnavailable(e, behavior) || e.Snapshot is { HealthStatus: HealthStatus.Healthy, ResourceReadyEvent: not null }), cancellationToken);
        ThrowIfUnavailable(found, name, behavior);
        await found.Snapshot.ResourceReadyEvent!.EventTask.WaitAsync(cancellationToken);
        return found;
    }

    private async Task<ResourceEvent> RunningAsync(Func<ResourceEvent, bool> isWanted, string name, WaitBehavior behavior, CancellationToken cancellationToken)
    {
        var found = await FirstAsync(
            e => isWanted(e) && (IsUnavailable(e, behavior) || e.Snapshot.State?.Text == KnownResourceStates.Running), cancellationToken);
        ThrowIfUnavailable(found, name, behavior);
        return found;
    }

    private async Task CompletedAsync(Func<ResourceEvent, bool> isWanted, string name, int exitCode, CancellationToken cancellationToken)
    {
        var ended = (await FirstAsync(e => isWanted(e) && KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), cancellationToken)).Snapshot;
        if (ended.State!.Text == KnownResourceStates.FailedToStart) throw new DistributedApplicationException($"Dependency resource '{name}' failed to start.");
        if (ended.ExitCode is { } actual && actual != exitCode)
        {
            throw new DistributedApplicationException($"Dependency resource '{name}' ended with exit code {actual}; {exitCode} was expected.");
        }
    }

    private async Task<ResourceEvent> FirstAsync(Func<ResourceEvent, bool> condition, CancellationToken cancellationToken)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (condition(change)) return change;
        }
        throw new OperationCanceledException(cancellationToken);
    }

    private static bool IsUnavailable(ResourceEvent e, WaitBehavior behavior) =>
        behavior == WaitBehavior.StopOnResourceUnavailable && KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text);

    private static void ThrowIfUnavailable(ResourceEvent e, string name, WaitBehavior behavior)
    {
        if (IsUnavailable(e, behavior)) throw new DistributedApplicationException($"Stopped waiting for resource '{name}' to become ready because it is '{e.Snapshot.State!.Text}'.");
    }
}

/// <summary>How the application waits.</summary>
public class ResourceNotificationServiceOptions
{
    public WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.WaitOnResourceUnavailable;
}
