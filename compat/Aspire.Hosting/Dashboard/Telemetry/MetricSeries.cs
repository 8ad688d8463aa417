namespace Aspire.Hosting.Dashboard.Telemetry;

/// <summary>The last points of one series of a metric.</summary>
internal sealed class MetricSeries(MetricRecord first)
{
    private const int MaxPoints = 60;
    private const double NanosecondsPerSecond = 1e9;
    private readonly Lock gate = new();
    private readonly RingBuffer<double> history = new(MaxPoints);

    /// <summary>The last point.</summary>
    public MetricRecord Last { get; private set; } = first;

    /// <summary>What is drawn: a gauge's values, a counter's rates per second, the means of what a histogram measured from point to point.</summary>
    public double[] History => history.Snapshot();

    public void Add(MetricRecord point)
    {
        lock (gate)
        {
            if (Drawn(Last, point) is { } value) history.Add([value]);
            Last = point;
        }
    }

    private static double? Drawn(MetricRecord before, MetricRecord now) => now.Kind switch
    {
        MetricRecord.Gauge => now.Value,
        // A process that was started again counts anew.
        MetricRecord.Counter => now.Time > before.Time && now.Value >= before.Value ? (now.Value - before.Value) / ((now.Time - before.Time) / NanosecondsPerSecond) : null,
        _ => now.Count > before.Count ? ((now.Value * now.Count) - (before.Value * before.Count)) / (now.Count - before.Count) : null,
    };
}
