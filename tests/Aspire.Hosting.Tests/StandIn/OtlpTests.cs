using Aspire.Hosting.Dashboard.Telemetry;

namespace MlOps.Aspire.Hosting.Tests.StandIn;

public sealed class OtlpTests
{
    private static readonly byte[] Resource = Message(1, Message(1, Message(1, "service.name"u8.ToArray()), Message(2, Message(1, "a"u8.ToArray()))));
    private static readonly byte[] Span = Message(2, Message(5, "n"u8.ToArray()), Fixed(7, 1), Fixed(8, 2), Message(15, [3 << 3, 2]));
    private static readonly byte[] Request = Message(1, Resource, Message(2, Span));

    [Fact]
    public void a_span_is_read()
    {
        var store = new TelemetryStore();

        store.Add("traces", Request);

        var span = store.Spans.Snapshot().Single();
        (span.Resource, span.Name, span.Start, span.End, span.IsError).ShouldBe(("a", "n", 1UL, 2UL, true));
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public void malformed_requests_are_refused_and_nothing_else(string signal)
    {
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = Request[..random.Next(Request.Length + 1)];
            for (var flips = random.Next(4); flips > 0 && damaged.Length > 0; flips--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                new TelemetryStore().Add(signal, damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void quantiles_lie_within_their_bucket()
    {
        var buckets = new HistogramBuckets([10, 80, 10, 0], [1, 3, 5]);

        buckets.Quantile(0.5).ShouldBe(2);
        buckets.Quantile(0.95).ShouldBe(4);
        new HistogramBuckets([0, 0, 0, 4], [1, 3, 5]).Quantile(0.5).ShouldBe(5);
        new HistogramBuckets([], []).Quantile(0.5).ShouldBe(0);
        new HistogramBuckets([1], [1, 2, 3]).Quantile(0.5).ShouldBe(0);
    }

    [Fact]
    public void a_counter_is_drawn_as_its_rate_and_a_histogram_as_what_it_measured_last()
    {
        MetricSeries Series(string kind, params (double Value, ulong Count)[] points)
        {
            var records = points.Select((p, i) => new MetricRecord("r", "n", "", "", kind, (ulong)i * 2_000_000_000, p.Value, p.Count, new Dictionary<string, string>())).ToArray();
            var series = new MetricSeries(records[0]);
            foreach (var record in records[1..]) series.Add(record);
            return series;
        }

        // The third point is that of a process that was started again.
        Series(MetricRecord.Counter, (10, 1), (30, 1), (4, 1), (6, 1)).History.ShouldBe([10, 1]);
        Series(MetricRecord.Histogram, (2, 2), (3, 4), (3, 4)).History.ShouldBe([4]);
        Series(MetricRecord.Gauge, (1, 1), (5, 1)).History.ShouldBe([5]);
    }

    [Fact]
    public void a_ring_keeps_the_last()
    {
        var ring = new RingBuffer<int>(3);

        ring.Add([1, 2]);
        ring.Add([3, 4]);

        ring.Snapshot().ShouldBe([2, 3, 4]);
        ring.Numbered().ShouldBe([(2, 2), (3, 3), (4, 4)]);
    }

    private static byte[] Message(int field, params byte[][] parts)
    {
        byte[] body = [.. parts.SelectMany(part => part)];
        return [(byte)(field << 3 | 2), (byte)body.Length, .. body];
    }

    private static byte[] Fixed(int field, ulong value) => [(byte)(field << 3 | 1), .. BitConverter.GetBytes(value)];
}
