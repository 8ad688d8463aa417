using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>Configures OpenTelemetry: metrics at /metrics always; traces, metrics and logs to an OTLP endpoint if one is set.</summary>
internal static class TelemetryRegistration
{
    private const string OwnNames = "MlOps.*";
    private static readonly HashSet<PathString> Probes =
        ["/health", "/alive", "/metrics", "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"];

    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        // Lowest precedence: every other configuration source overrides the defaults.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults(service) });
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddMeter(OwnNames)
            .AddPrometheusExporter());
        // Without an OTLP endpoint no spans are recorded; trace context is still propagated through calls and events.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }) return;
        builder.Services.Configure<OpenTelemetryLoggerOptions>(logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true));
        telemetry.UseOtlpExporter().WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !Probes.Contains(context.Request.Path))
            .AddHttpClientInstrumentation()
            .AddGrpcClientInstrumentation(calls => calls.SuppressDownstreamInstrumentation = true)
            .AddSource(OwnNames)
            .SetSampler(new ParentBasedSampler(new RootSampler())));
    }

    private static Dictionary<string, string?> Defaults(string service) => new()
    {
        ["OTEL_SERVICE_NAME"] = service,
        ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.namespace=mlops,service.instance.id={Environment.ProcessId}",
        ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_ENABLE_GRPC_INSTRUMENTATION"] = "true",
        // Requests are covered by traces; a log line per request would cost more than the request.
        ["Logging:LogLevel:Grpc"] = "Warning",
        // ErrorInterceptor logs the exceptions of handlers; the rest are malformed requests.
        ["Logging:LogLevel:Grpc.AspNetCore.Server.ServerCallHandler"] = "None",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // Hides client disconnects, which YARP logs as warnings with a stack trace; the gateway logs unavailable services itself.
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder.HttpForwarder"] = "Error",
    };
}
