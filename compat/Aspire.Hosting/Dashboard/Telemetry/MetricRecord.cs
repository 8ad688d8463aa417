namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>One point of a series of a metric: the value of a gauge, the total of a counter, or the mean of all measurements of a histogram.</summary>
internal sealed record MetricRecord(
    string Resource, string Name, string Unit, string Description, string Kind, ulong Time, double Value, ulong Count, IReadOnlyDictionary<string, string> Attributes)
{
    public const string Gauge = "gauge";
    public const string Counter = "counter";
    public const string Histogram = "histogram";

    /// <summary>Half of the measurements of a histogram are below this.</summary>
    public double Median { get; init; }

    /// <summary>99 of 100 measurements of a histogram are below this.</summary>
    public double High { get; init; }
}
