namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>One operation of a trace; times in Unix nanoseconds.</summary>
internal sealed record SpanRecord(
    string Resource, string TraceId, string SpanId, string ParentId, string Name, string Kind, ulong Start, ulong End, bool IsError, string Message,
    IReadOnlyDictionary<string, string> Attributes);

/// <summary>One structured log message.</summary>
internal sealed record LogRecord(
    string Resource, string Scope, ulong Time, int Severity, string Level, string Message, string TraceId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>The last point of one series of a metric; for histograms the value is the mean of all measurements.</summary>
internal sealed record MetricRecord(
    string Resource, string Name, string Unit, string Description, string Kind, ulong Time, double Value, ulong Count, IReadOnlyDictionary<string, string> Attributes);
