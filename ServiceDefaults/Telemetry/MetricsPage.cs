using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>Collects all metrics when somebody asks for <c>/metrics</c> and writes them as Prometheus text (format 0.0.4).</summary>
internal sealed class MetricsPage : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const int CollectTimeoutMilliseconds = 10_000;
    private readonly Lock collecting = new();
    private readonly PageExporter exporter = new();

    public MetricsPage() => Reader = new BaseExportingMetricReader(exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    public BaseExportingMetricReader Reader { get; }

    public string Render()
    {
        lock (collecting)
        {
            exporter.Page = "";
            // The reader lets exporters that are asked collect only through this.
            exporter.Collect!(CollectTimeoutMilliseconds);
            return exporter.Page;
        }
    }

    public void Dispose() => Reader.Dispose();

    [ExportModes(ExportModes.Pull)]
    private sealed class PageExporter : BaseExporter<Metric>, IPullMetricExporter
    {
        public Func<int, bool>? Collect { get; set; }

        public string Page { get; set; } = "";

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new PrometheusText();
            foreach (var metric in batch) text.Add(metric);
            Page = text.ToString();
            return ExportResult.Success;
        }
    }
}
