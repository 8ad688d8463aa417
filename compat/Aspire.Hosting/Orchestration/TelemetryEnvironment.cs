using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The variables that make OpenTelemetry in a project report to the dashboard.</summary>
internal sealed class TelemetryEnvironment
{
    /// <summary>Where telemetry goes; none without a dashboard.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The key that the receiver asks for.</summary>
    public string? ApiKey { get; set; }

    public IEnumerable<KeyValuePair<string, string?>> For(IResource resource, string instance)
    {
        yield return new("OTEL_SERVICE_NAME", resource.Name);
        yield return new("OTEL_RESOURCE_ATTRIBUTES", $"service.instance.id={instance}");
        if (Endpoint is null) yield break;
        yield return new("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint.ToString());
        yield return new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        yield return new("OTEL_EXPORTER_OTLP_HEADERS", $"x-otlp-api-key={ApiKey}");
        yield return new("OTEL_BSP_SCHEDULE_DELAY", "1000");
        yield return new("OTEL_BLRP_SCHEDULE_DELAY", "1000");
        yield return new("OTEL_METRIC_EXPORT_INTERVAL", "5000");
    }
}
