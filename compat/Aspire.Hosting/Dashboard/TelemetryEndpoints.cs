using Aspire.Hosting.Dashboard.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>Receives telemetry over OTLP (HTTP with protobuf) and shows it.</summary>
internal static class TelemetryEndpoints
{
    private const int MaxShown = 500;
    private const string Protobuf = "application/x-protobuf";

    public static void MapTelemetry(this WebApplication app, TelemetryStore store)
    {
        foreach (var signal in (string[])["traces", "logs", "metrics"])
        {
            app.MapPost($"/v1/{signal}", (HttpRequest request, CancellationToken cancellationToken) => ReceiveAsync(signal, request, store, cancellationToken));
        }
        app.MapGet("/api/traces", () => Results.Json(Traces(store)));
        app.MapGet("/api/traces/{id}", (string id) => Results.Json(store.Spans.Snapshot().Where(span => span.TraceId == id).OrderBy(span => span.Start).Select(Describe)));
        app.MapGet("/api/logs", () => Results.Json(store.Logs.Snapshot().Reverse().Take(MaxShown).Select(log => new
        {
            log.Resource, log.Scope, time = Milliseconds(log.Time), log.Severity, log.Level, log.Message, log.TraceId, log.Attributes,
        })));
        app.MapGet("/api/metrics", () => Results.Json(store.Metrics.Select(m => new
        {
            m.Resource, m.Name, m.Unit, m.Description, m.Kind, time = Milliseconds(m.Time), m.Value, m.Count, m.Attributes,
        })));
    }

    private static async Task<IResult> ReceiveAsync(string signal, HttpRequest request, TelemetryStore store, CancellationToken cancellationToken)
    {
        if (request.ContentType != Protobuf || request.Headers.ContentEncoding.Count > 0) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        try
        {
            store.Add(signal, body.GetBuffer().AsSpan(0, (int)body.Length));
        }
        catch (InvalidDataException e)
        {
            return Results.BadRequest(e.Message);
        }
        // The empty response message says that everything was accepted.
        return Results.Bytes([], Protobuf);
    }

    private static IEnumerable<object> Traces(TelemetryStore store) =>
        from span in store.Spans.Snapshot()
        group span by span.TraceId into trace
        let first = trace.MinBy(span => span.Start)
        orderby first.Start descending
        select new
        {
            id = trace.Key,
            first.Name,
            first.Resource,
            resources = trace.Select(span => span.Resource).Distinct(),
            start = Milliseconds(first.Start),
            duration = Milliseconds(trace.Max(span => span.End)) - Milliseconds(first.Start),
            spans = trace.Count(),
            errors = trace.Count(span => span.IsError),
        };

    private static object Describe(SpanRecord span) => new
    {
        span.Resource, span.SpanId, span.ParentId, span.Name, span.Kind, start = Milliseconds(span.Start), duration = Milliseconds(span.End) - Milliseconds(span.Start),
        span.IsError, span.Message, span.Attributes,
    };

    /// <summary>Unix milliseconds, with fractions.</summary>
    private static double Milliseconds(ulong nanoseconds) => nanoseconds / 1e6;
}
