namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>One operation of a trace; times in Unix nanoseconds.</summary>
internal sealed record SpanRecord(
    string Resource, string TraceId, string SpanId, string ParentId, string Name, string Kind, ulong Start, ulong End, bool IsError, string Message,
    IReadOnlyDictionary<string, string> Attributes);
