using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

/// <summary>The recorded spans of one trace, as they would be exported: of all services in this process, since they share its sources.</summary>
internal sealed class Spans : BaseProcessor<Activity>
{
    /// <summary>An endpoint where nobody listens: tracing is on, and what it exports is lost.</summary>
    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", ["services:other:grpc:0"] = "http://127.0.0.1:1",
    };

    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly Activity root = new("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded };

    public IReadOnlyCollection<Activity> Ended => ended;

    public void CollectFrom(WebApplicationBuilder builder) => builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(this));

    /// <summary>Begins the trace: what the caller calls from here on is part of it.</summary>
    public void Begin() => root.Start();

    public override void OnEnd(Activity data)
    {
        if (data.Recorded && data.TraceId == root.TraceId) ended.Enqueue(data);
    }

    protected override void Dispose(bool disposing)
    {
        root.Dispose();
        base.Dispose(disposing);
    }
}
