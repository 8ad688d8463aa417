using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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
        builder.Services.AddServiceDiscovery();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddIdentity(service);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(AuditReaders.Policy, AuditReaders.Require)
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.AddSingleton<StatusMap>();
        builder.Services.AddProblemDetails().AddExceptionHandler<ProblemHandler>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxGrpcMessageBytes;
            grpc.MaxSendMessageSize = MaxGrpcMessageBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<RequestInterceptor>();
        });
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LivenessTag]);
        return builder;
    }

    /// <summary>
    /// Adds the middleware (errors, authentication, caller, authorization) and maps health checks, metrics and gRPC reflection.
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseUnreadableRequests();
        app.UseAuthentication();
        app.UseMiddleware<CallerMiddleware>();
        app.UseAuthorization();
        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LivenessTag) }).AllowAnonymous();
        app.MapPrometheusScrapingEndpoint().RequireAuthorization(LocalOrAuthenticated);
        app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapGrpcReflectionService();
        app.FailWithBackgroundServices();
        return app;
    }

    private static void LocalOrAuthenticated(AuthorizationPolicyBuilder policy) => policy.RequireAssertion(authorization =>
        authorization.User.Identity is { IsAuthenticated: true }
        || (authorization.Resource is HttpContext { Connection.RemoteIpAddress: { } address } && System.Net.IPAddress.IsLoopback(address)));
}
