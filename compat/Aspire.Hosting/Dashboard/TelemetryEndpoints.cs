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
        app.MapGet("/api/traces", () => Results.Json(Traces(store).Take(MaxShown)));
        app.MapGet("/api/traces/{id}", (string id) => Results.Json(store.Spans.Snapshot().Where(span => span.TraceId == id).OrderBy(span => span.Start).Select(Describe)));
        app.MapGet("/api/logs", (string? resource, string? text, string? trace) => Results.Json(Messages(store, resource, text, trace)));
        app.MapGet("/api/metrics", (string? resource) => Results.Json(Metrics(store, resource)));
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
        let first = trace.OrderBy(span => span.ParentId.Length).ThenBy(span => span.Start).First()
        orderby first.Start descending
        select new
        {
            id = trace.Key,
            first.Name,
            subject = first.Attributes.GetValueOrDefault("url.path", ""),
            first.Resource,
            resources = trace.Select(span => span.Resource).Distinct(),
            start = Milliseconds(first.Start),
            duration = Milliseconds(trace.Max(span => span.End) - trace.Min(span => span.Start)),
            spans = trace.Count(),
            errors = trace.Count(span => span.IsError),
        };

    private static object Messages(TelemetryStore store, string? resource, string? text, string? trace)
    {
        var all = store.Logs.Numbered();
        var messages =
            from entry in all
            let log = entry.Item
            where string.IsNullOrEmpty(resource) || log.Resource == resource
            where string.IsNullOrEmpty(trace) || log.TraceId == trace
            where string.IsNullOrEmpty(text) || $"{log.Level} {log.Message} {log.Scope}".Contains(text, StringComparison.OrdinalIgnoreCase)
            orderby log.Time descending, entry.Number descending
            select new { entry.Number, log.Resource, log.Scope, time = Milliseconds(log.Time), log.Severity, log.Level, log.Message, log.TraceId, log.Attributes };
        return new { resources = all.Select(entry => entry.Item.Resource).Distinct().Order(StringComparer.Ordinal), messages = messages.Take(MaxShown) };
    }

    /// <summary>The series of a resource; of the first if it has none.</summary>
    private static object Metrics(TelemetryStore store, string? resource)
    {
        var byResource = store.Metrics.ToLookup(series => series.Last.Resource);
        var resources = byResource.Select(series => series.Key).ToArray();
        var shown = resources.Contains(resource) ? resource! : resources.FirstOrDefault("");
        return new
        {
            resources,
            resource = shown,
            series = byResource[shown].Select(one => new
            {
                one.Last.Name, one.Last.Unit, one.Last.Description, one.Last.Kind, one.Last.Value, one.Last.Count, one.Last.Median, one.Last.High, one.Last.Attributes, one.History,
            }),
        };
    }

    private static object Describe(SpanRecord span) => new
    {
        span.Resource, span.SpanId, span.ParentId, span.Name, span.Kind, start = Milliseconds(span.Start), duration = Milliseconds(span.End >= span.Start ? span.End - span.Start : 0),
        span.IsError, span.Message, span.Attributes,
    };

    /// <summary>Unix milliseconds, with fractions.</summary>
    private static double Milliseconds(ulong nanoseconds) => nanoseconds / 1e6;
}
