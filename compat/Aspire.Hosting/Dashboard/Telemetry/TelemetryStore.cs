using System.Collections.Concurrent;

namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>What the resources reported last, within bounds.</summary>
internal sealed class TelemetryStore
{
    private const int MaxItems = 5_000;
    private readonly ConcurrentDictionary<string, MetricSeries> series = new();

    public RingBuffer<SpanRecord> Spans { get; } = new(MaxItems);

    public RingBuffer<LogRecord> Logs { get; } = new(MaxItems);

    /// <summary>The series by resource and name.</summary>
    public IEnumerable<MetricSeries> Metrics => series.Values.OrderBy(m => m.Last.Resource, StringComparer.Ordinal).ThenBy(m => m.Last.Name, StringComparer.Ordinal);

    /// <summary>Takes an export request of the given signal: <c>traces</c>, <c>logs</c> or <c>metrics</c>; throws <see cref="InvalidDataException"/> if it is malformed.</summary>
    public void Add(string signal, ReadOnlySpan<byte> request)
    {
        switch (signal)
        {
            case "traces":
                Spans.Add(OtlpEnvelope.Read<SpanRecord>(request, OtlpSpan.Read));
                break;
            case "logs":
                Logs.Add(OtlpEnvelope.Read<LogRecord>(request, OtlpLog.Read));
                break;
            case "metrics":
                foreach (var point in OtlpEnvelope.Read<List<MetricRecord>>(request, OtlpMetric.Read).SelectMany(points => points)) Add(point);
                break;
            default:
                throw new InvalidDataException($"The signal '{signal}' is not known.");
        }
    }

    private void Add(MetricRecord point)
    {
        var key = string.Join('\0', point.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}").Prepend(point.Name).Prepend(point.Resource));
        if (series.TryGetValue(key, out var known)) known.Add(point);
        else if (series.Count < MaxItems) series[key] = new MetricSeries(point);
    }
}
