using System.Diagnostics.Metrics;
using MlOps.ServiceDefaults.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed class PrometheusTextTests
{
    [Fact]
    public void writes_counters_with_their_unit_and_total()
    {
        var page = Render(meter => meter.CreateCounter<long>("http.client.sent", "By").Add(5, new KeyValuePair<string, object?>("server.address", "a")));

        page.ShouldBe("# TYPE http_client_sent_bytes_total counter\nhttp_client_sent_bytes_total{server_address=\"a\"} 5\n");
    }

    [Fact]
    public void escapes_label_values()
    {
        var page = Render(meter => meter.CreateUpDownCounter<long>("open").Add(1, new KeyValuePair<string, object?>("path", "a\\b\"c\nd")));

        page.ShouldBe("# TYPE open gauge\nopen{path=\"a\\\\b\\\"c\\nd\"} 1\n");
    }

    [Fact]
    public void writes_cumulative_buckets()
    {
        var page = Render(meter =>
        {
            var histogram = meter.CreateHistogram("lag", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
            histogram.Record(0.25);
            histogram.Record(0.75);
            histogram.Record(8);
        });

        page.ShouldBe("""
            # TYPE lag_seconds histogram
            lag_seconds_bucket{le="0.5"} 1
            lag_seconds_bucket{le="1"} 2
            lag_seconds_bucket{le="+Inf"} 3
            lag_seconds_sum 9
            lag_seconds_count 3

            """);
    }

    [Fact]
    public void leaves_annotations_out_of_names() =>
        Render(meter => meter.CreateCounter<long>("messages", "{message}").Add(1)).ShouldBe("# TYPE messages_total counter\nmessages_total 1\n");

    [Fact]
    public void writes_gauges_as_they_are_now()
    {
        var page = Render(meter => meter.CreateObservableGauge("temp.ratio", () => 0.5, "1"));

        page.ShouldBe("# TYPE temp_ratio gauge\ntemp_ratio 0.5\n");
    }

    private static string Render(Action<Meter> record)
    {
        var name = $"test-{Guid.NewGuid():n}";
        using var meter = new Meter(name);
        using var page = new MetricsPage();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(name).AddReader(page.Reader).Build();
        record(meter);
        return page.Render();
    }
}
