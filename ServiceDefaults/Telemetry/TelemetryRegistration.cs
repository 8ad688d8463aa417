using System.Reflection;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs through OpenTelemetry: to an OTLP endpoint if one is configured, metrics always to /metrics.</summary>
internal static class TelemetryRegistration
{
    /// <summary>Own activity sources and meters begin with this.</summary>
    public const string OwnNames = "MlOps.*";

    private const string BareRequestSpans = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", CallSpans.Source, OwnNames];
    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", OwnNames,
    ];

    // A trace says what a request did; lines of log about each cost more than the request itself. Any other setting of a level wins.
    private static readonly MemoryConfigurationSource QuietRequests = new()
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
            ["Logging:LogLevel:Yarp"] = "Warning",
        },
    };

    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        builder.Configuration.Sources.Insert(0, QuietRequests);
        // ASP.NET Core puts on the span of a request what it asks for (RootSampler needs to know) only when told to.
        AppContext.SetSwitch(BareRequestSpans, false);
        var endpoint = builder.Configuration[EndpointKey];
        var resource = ResourceBuilder.CreateDefault().AddService(
            service, "mlops", Assembly.GetEntryAssembly()?.GetName().Version?.ToString(), serviceInstanceId: Environment.ProcessId.ToString());
        builder.Services.AddSingleton<MetricsPage>();
        builder.Services.AddHostedService(services => new TelemetryProviders(
            () => Traces(resource, endpoint), () => Metrics(resource, endpoint, services.GetRequiredService<MetricsPage>())));
        if (!string.IsNullOrEmpty(endpoint))
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeScopes = true;
                logs.IncludeFormattedMessage = true;
                logs.SetResourceBuilder(resource).AddOtlpExporter(otlp => Send(otlp, endpoint, "logs"));
            });
        }
    }

    private static TracerProvider Traces(ResourceBuilder resource, string? endpoint)
    {
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).SetSampler(new ParentBasedSampler(new RootSampler()))
            .AddProcessor(new CallSpans());
        if (!string.IsNullOrEmpty(endpoint)) traces.AddOtlpExporter(otlp => Send(otlp, endpoint, "traces"));
        return traces.Build();
    }

    private static MeterProvider Metrics(ResourceBuilder resource, string? endpoint, MetricsPage page)
    {
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddReader(page.Reader);
        if (!string.IsNullOrEmpty(endpoint)) metrics.AddOtlpExporter(otlp => Send(otlp, endpoint, "metrics"));
        return metrics.Build();
    }

    private static void Send(OtlpExporterOptions otlp, string endpoint, string signal)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri($"{endpoint.TrimEnd('/')}/v1/{signal}");
    }
}
