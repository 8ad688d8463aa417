namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>One structured log message.</summary>
internal sealed record LogRecord(
    string Resource, string Scope, ulong Time, int Severity, string Level, string Message, string TraceId, IReadOnlyDictionary<string, string> Attributes);
