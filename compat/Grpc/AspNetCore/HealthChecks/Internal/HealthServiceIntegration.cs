using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>The health service of an application: Check runs its health checks, Watch follows what is published of them.</summary>
internal sealed class HealthServiceIntegration(
    HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options, HealthCheckService checks, IHostApplicationLifetime lifetime) : Grpc.Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (options.Value.UseHealthChecksCache) return await health.Check(request, context);
        if (!options.Value.Services.TryGetValue(request.Service, out var service)) throw new RpcException(new Status(StatusCode.NotFound, ""));
        var report = await checks.CheckHealthAsync(check => service.HealthCheckPredicate(HealthCheckMapContext.Of(check)), context.CancellationToken);
        return new HealthCheckResponse { Status = ServingStatuses.Of(report.Entries.Values.Select(entry => entry.Status)) };
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var ending = options.Value.SuppressCompletionOnShutdown
            ? null
            : CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await health.WatchAsync(request, responseStream, ending?.Token ?? context.CancellationToken);
        }
        catch (OperationCanceledException) when (ending is not null && lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is stopping."));
        }
    }
}
