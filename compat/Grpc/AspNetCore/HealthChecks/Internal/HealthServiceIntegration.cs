using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>The health service of an application: Check runs its health checks, Watch begins so and follows what is published of them.</summary>
internal sealed class HealthServiceIntegration(
    HealthServiceImpl health, IOptions<HealthCheckOptions> http, IOptions<GrpcHealthChecksOptions> options, HealthCheckService checks, IHostApplicationLifetime lifetime)
    : Grpc.Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (options.Value.UseHealthChecksCache) return await health.Check(request, context);
        return await RunAsync(request.Service, context.CancellationToken) is { } status
            ? new HealthCheckResponse { Status = status }
            : throw new RpcException(new Status(StatusCode.NotFound, ""));
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var stopping = options.Value.SuppressCompletionOnShutdown ? CancellationToken.None : lifetime.ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        var isFirst = true;
        await health.WatchAsync(request.Service, TellAsync, ended.Token);
        if (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
            await responseStream.WriteAsync(new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.NotServing });

        async Task TellAsync(HealthCheckResponse.Types.ServingStatus published)
        {
            var runs = isFirst && !options.Value.UseHealthChecksCache;
            isFirst = false;
            var status = runs ? await RunAsync(request.Service, context.CancellationToken) ?? HealthCheckResponse.Types.ServingStatus.ServiceUnknown : published;
            await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
        }
    }

    /// <summary>What the health checks of a service say now; null if there is no such service.</summary>
    private async Task<HealthCheckResponse.Types.ServingStatus?> RunAsync(string name, CancellationToken cancellationToken)
    {
        if (options.Value.Services.Find(name) is not { } service) return null;
        var report = await checks.CheckHealthAsync(
            check => http.Value.Predicate?.Invoke(check) != false && service.HealthCheckPredicate(new HealthCheckMapContext(check.Name, check.Tags)), cancellationToken);
        return ServingStatuses.Of([.. report.Entries.Values.Select(entry => entry.Status)]);
    }
}
