using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;

namespace Grpc.HealthCheck;

/// <summary>Answers with statuses that it is told.</summary>
public class HealthServiceImpl : Grpc.Health.V1.Health.HealthBase
{
    private const int WatchBuffer = 5;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, HealthCheckResponse.Types.ServingStatus> statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Channel<HealthCheckResponse.Types.ServingStatus>>> watchers = new(StringComparer.Ordinal);

    /// <summary>Sets the status of a service; the empty name is the server as a whole.</summary>
    public void SetStatus(string service, HealthCheckResponse.Types.ServingStatus status)
    {
        lock (gate)
        {
            var before = statuses.GetValueOrDefault(service, HealthCheckResponse.Types.ServingStatus.ServiceUnknown);
            statuses[service] = status;
            if (status != before) Tell(service, status);
        }
    }

    /// <summary>Forgets the status of a service.</summary>
    public void ClearStatus(string service)
    {
        lock (gate)
        {
            if (statuses.TryRemove(service, out var before) && before != HealthCheckResponse.Types.ServingStatus.ServiceUnknown) Tell(service, HealthCheckResponse.Types.ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Forgets all statuses.</summary>
    public void ClearAll()
    {
        foreach (var service in statuses.Keys) ClearStatus(service);
    }

    /// <inheritdoc />
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        statuses.TryGetValue(request.Service, out var status)
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, ""));

    /// <inheritdoc />
    public override Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context) =>
        WatchAsync(request.Service, status => responseStream.WriteAsync(new HealthCheckResponse { Status = status }), context.CancellationToken);

    /// <summary>Tells the status of a service, and every change of it until the token fires.</summary>
    internal async Task WatchAsync(string service, Func<HealthCheckResponse.Types.ServingStatus, Task> tellAsync, CancellationToken ended)
    {
        // A slow watcher misses what has passed, never what is.
        var changes = Channel.CreateBounded<HealthCheckResponse.Types.ServingStatus>(new BoundedChannelOptions(WatchBuffer) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
        {
            if (!watchers.TryGetValue(service, out var ofService)) watchers[service] = ofService = [];
            ofService.Add(changes);
            changes.Writer.TryWrite(statuses.GetValueOrDefault(service, HealthCheckResponse.Types.ServingStatus.ServiceUnknown));
        }
        try
        {
            await foreach (var status in changes.Reader.ReadAllAsync(ended)) await tellAsync(status);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // So a watch ends.
        }
        finally
        {
            Forget(service, changes);
        }
    }

    private void Tell(string service, HealthCheckResponse.Types.ServingStatus status)
    {
        if (!watchers.TryGetValue(service, out var ofService)) return;
        foreach (var watcher in ofService) watcher.Writer.TryWrite(status);
    }

    private void Forget(string service, Channel<HealthCheckResponse.Types.ServingStatus> watcher)
    {
        lock (gate)
        {
            var ofService = watchers[service];
            ofService.Remove(watcher);
            if (ofService.Count == 0) watchers.Remove(service);
        }
    }
}
