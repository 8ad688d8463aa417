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

/// <summary>OpenTelemetry: metrics always at /metrics; traces, metrics and logs to an OTLP endpoint if one is configured.</summary>
internal static class TelemetryRegistration
{
    private const string OwnNames = "MlOps.*";
    private static readonly HashSet<PathString> Probes =
        ["/health", "/alive", "/metrics", "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"];

    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        // First, so that every other source of configuration wins.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults(service) });
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddMeter(OwnNames)
            .AddPrometheusExporter());
        // Without somebody to send them to, no spans are recorded; trace ids go from call to event to call all the same.
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
        // A trace says what a request did; lines of log about each cost more than the request itself.
        ["Logging:LogLevel:Grpc"] = "Warning",
        // What a handler throws is logged where it is mapped; the rest are requests that make no sense.
        ["Logging:LogLevel:Grpc.AspNetCore.Server.ServerCallHandler"] = "None",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // Whoever went away is not worth a warning with a stack trace; the gateway itself says which service does not answer.
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder.HttpForwarder"] = "Error",
    };
}
