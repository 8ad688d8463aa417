namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>The last point of one series of a metric; for histograms the value is the mean of all measurements.</summary>
internal sealed record MetricRecord(
    string Resource, string Name, string Unit, string Description, string Kind, ulong Time, double Value, ulong Count, IReadOnlyDictionary<string, string> Attributes);
