using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts every resource when its time has come and stops them in the opposite order.</summary>
internal sealed class ApplicationOrchestrator(
    DistributedApplicationModel model, EndpointAllocator endpoints, LocalStore store, ProcessRunner processes, ResourceNotificationService notifications,
    ResourceLoggerService loggers, IDistributedApplicationEventing eventing, IServiceProvider services, TimeProvider time, ILogger<ApplicationOrchestrator> logger) : IHostedService
{
    private readonly List<EndpointProxy> proxies = [];
    private readonly Dictionary<IResource, (CancellationTokenSource Stop, Task Run)> lives = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        DiscardSessionData();
        await endpoints.AllocateAsync(cancellationToken);
        foreach (var (resource, endpoint, targets) in endpoints.Proxied)
        {
            var proxy = new EndpointProxy(resource.Name, endpoint.Name, endpoint.AllocatedEndpoint!.Port, targets, logger);
            proxies.Add(proxy);
            proxy.Start();
        }
        foreach (var resource in model.Resources)
        {
            await notifications.PublishUpdateAsync(resource, s => Initial(resource, s));
            if (resource is IResourceWithEndpoints) await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken);
        }
        foreach (var resource in model.Resources)
        {
            var stop = new CancellationTokenSource();
            lives[resource] = (stop, Task.Run(() => LiveAsync(resource, stop.Token), CancellationToken.None));
        }
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken);
    }

    /// <summary>Stops all resources, those that waited for others before those others; may be called again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var level in lives.GroupBy(life => Depth(life.Key, [])).OrderByDescending(level => level.Key).ToArray())
        {
            await Task.WhenAll(level.Select(async life =>
            {
                await life.Value.Stop.CancelAsync();
                await life.Value.Run;
            }));
        }
        foreach (var proxy in proxies) proxy.Dispose();
        proxies.Clear();
        DiscardSessionData();
    }

    private async Task LiveAsync(IResource resource, CancellationToken stopping)
    {
        try
        {
            if (resource.Annotations.OfType<WaitAnnotation>().Any())
            {
                await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Waiting });
                await notifications.WaitForDependenciesAsync(resource, stopping);
            }
            if (resource is IResourceWithConnectionString) await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), stopping);
            await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), stopping);
            if (HasProcess(resource))
            {
                await Task.WhenAll(ResourceNotificationService.InstanceIds(resource).Select((instance, replica) => LiveAsync(resource, instance, replica, stopping)));
                return;
            }
            if (resource is ParameterResource parameter) await parameter.GetValueAsync(stopping);
            if (resource.TryGetLastAnnotation<StartAnnotation>(out var start)) await start.StartAsync(services, stopping);
            await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Running, StartTimeStamp = Now });
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await EndAsync(resource, resource.Name, KnownResourceStates.Exited, null);
        }
        catch (Exception e)
        {
            await FailAsync(resource, resource.Name, e);
        }
    }

    private async Task LiveAsync(IResource resource, string instance, int replica, CancellationToken stopping)
    {
        try
        {
            var exitCode = await processes.RunAsync(resource, instance, replica, code => IsDone(resource, code), stopping);
            await EndAsync(resource, instance, exitCode == 0 ? KnownResourceStates.Finished : KnownResourceStates.Exited, exitCode);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await EndAsync(resource, instance, KnownResourceStates.Exited, null);
        }
        catch (Exception e)
        {
            await FailAsync(resource, instance, e);
        }
    }

    private async Task EndAsync(IResource resource, string instance, string state, int? exitCode)
    {
        await notifications.PublishUpdateAsync(resource, instance, s => s with { State = state, ExitCode = exitCode ?? s.ExitCode, StopTimeStamp = Now });
        if (notifications.TryGetCurrentState(instance, out var last))
        {
            await eventing.PublishAsync(new ResourceStoppedEvent(resource, services, last), EventDispatchBehavior.NonBlockingSequential, CancellationToken.None);
        }
    }

    private Task FailAsync(IResource resource, string instance, Exception e)
    {
        Log.FailedToStart(logger, e, resource.Name);
        Log.FailedToStart(loggers.GetLogger(resource), e, resource.Name);
        return EndAsync(resource, instance, KnownResourceStates.FailedToStart, null);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private CustomResourceSnapshot Initial(IResource resource, CustomResourceSnapshot s) => s with
    {
        State = s.State ?? KnownResourceStates.NotStarted,
        CreationTimeStamp = Now,
        IsHidden = s.IsHidden || resource is ParameterResource,
        HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))],
        Urls =
        [
            .. s.Urls,
            .. from endpoint in resource.Annotations.OfType<EndpointAnnotation>() select new UrlSnapshot(endpoint.Name, endpoint.AllocatedEndpoint!.UriString, IsInternal: false),
            .. from external in resource.Annotations.OfType<ExternalServerAnnotation>() select new UrlSnapshot("tcp", $"tcp://{external.Address}", IsInternal: false),
        ],
    };

    private static bool HasProcess(IResource resource) =>
        !resource.TryGetLastAnnotation<ExternalServerAnnotation>(out _)
        && (resource is ProjectResource or ExecutableResource || resource.TryGetLastAnnotation<LocalServerAnnotation>(out _));

    /// <summary>Whether a resource whose process ended is not started again: something waits for its end, or it is a program that did its work. Services are there for ever.</summary>
    private bool IsDone(IResource resource, int exitCode) =>
        (resource is ExecutableResource && exitCode == 0)
        || model.Resources.SelectMany(r => r.Annotations.OfType<WaitAnnotation>()).Any(wait => wait.WaitType == WaitType.WaitForCompletion && wait.Resource == resource);

    private static int Depth(IResource resource, HashSet<IResource> path) => !path.Add(resource) ? 0 : resource.Annotations.OfType<WaitAnnotation>()
        .Select(wait => wait.Resource).Concat(resource is IResourceWithParent child ? [child.Parent] : [])
        .Select(dependency => 1 + Depth(dependency, [.. path])).DefaultIfEmpty(0).Max();

    private void DiscardSessionData()
    {
        if (Directory.Exists(store["session"])) Directory.Delete(store["session"], recursive: true);
    }
}
