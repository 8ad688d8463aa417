using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Edge;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Telemetry;

namespace MlOps.ServiceDefaults;

/// <summary>Adds and maps the host configuration that all services share.</summary>
public static class ServiceDefaultsExtensions
{
    private const string LivenessTag = "live";
    private const int MaxGrpcMessageBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Adds endpoints, telemetry, health checks, service discovery, authentication, gRPC with error mapping, and the system clock.
    /// </summary>
    /// <param name="service">The service's name in lower case, e.g. <c>registry</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        builder.AddEndpoints();
        builder.AddTelemetry(service);
        builder.Services.AddSingleton<IStartupFilter, SecurityHeadersFilter>();
        builder.Services.AddServiceDiscovery();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddIdentity(service);
        builder.AddAccess();
        builder.Services.AddSingleton<StatusMap>();
        builder.Services.AddProblemDetails().AddExceptionHandler<ProblemHandler>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxGrpcMessageBytes;
            grpc.MaxSendMessageSize = MaxGrpcMessageBytes;
            grpc.BoundCompression(MaxGrpcMessageBytes);
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<RequestInterceptor>();
        });
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LivenessTag]);
        return builder;
    }

    /// <summary>
    /// Adds the middleware (errors, authentication, caller, access) and maps health checks, metrics and gRPC reflection.
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseEmptyRefusals();
        app.UseUnreadableRequests();
        app.UseAuthentication();
        app.UseMiddleware<CallerMiddleware>();
        app.UseAccess();
        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LivenessTag) }).AllowAnonymous();
        app.MapPrometheusScrapingEndpoint().RequireLocalOrIdentity();
        app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapGrpcReflectionService().RequireIdentity();
        app.FailWithBackgroundServices();
        return app;
    }
}
