namespace Aspire.Hosting.Dashboard.Telemetry;

internal static class OtlpMetric
{
    /// <summary>Reads the points of a Metric (opentelemetry/proto/metrics/v1): gauges, sums and histograms; other kinds are left out.</summary>
    public static List<MetricRecord> Read(string resource, string scope, ReadOnlySpan<byte> message)
    {
        string name = "", unit = "", description = "";
        var points = new List<MetricRecord>();
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: name = OtlpValues.Text(reader.Bytes()); break;
                case 2: description = OtlpValues.Text(reader.Bytes()); break;
                case 3: unit = OtlpValues.Text(reader.Bytes()); break;
                case 5: ReadPoints(MetricRecord.Gauge, reader.Bytes(), points); break;
                case 7: ReadPoints(MetricRecord.Counter, reader.Bytes(), points); break;
                case 9: ReadPoints(MetricRecord.Histogram, reader.Bytes(), points); break;
                default: reader.Skip(); break;
            }
        }
        return points.ConvertAll(point => point with { Resource = resource, Name = name, Unit = unit, Description = description });
    }

    private static void ReadPoints(string kind, ReadOnlySpan<byte> message, List<MetricRecord> points)
    {
        var isMonotonic = false;
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: points.Add(kind == MetricRecord.Histogram ? HistogramPoint(reader.Bytes()) : NumberPoint(kind, reader.Bytes())); break;
                case 3 when kind == MetricRecord.Counter: isMonotonic = reader.Varint() != 0; break;
                default: reader.Skip(); break;
            }
        }
        // A sum that also goes down is a level.
        if (kind == MetricRecord.Counter && !isMonotonic)
        {
            for (var i = 0; i < points.Count; i++) points[i] = points[i] with { Kind = MetricRecord.Gauge };
        }
    }

    private static MetricRecord NumberPoint(string kind, ReadOnlySpan<byte> message)
    {
        ulong time = 0;
        double value = 0;
        var attributes = new Dictionary<string, string>();
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 3: time = reader.Fixed64(); break;
                case 4: value = reader.Double(); break;
                case 6: value = (long)reader.Fixed64(); break;
                case 7: OtlpValues.AddAttribute(attributes, reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }
        return new("", "", "", "", kind, time, Finite(value), 1, attributes);
    }

    private static MetricRecord HistogramPoint(ReadOnlySpan<byte> message)
    {
        ulong time = 0, count = 0;
        double sum = 0;
        var buckets = new HistogramBuckets([], []);
        var attributes = new Dictionary<string, string>();
        var reader = new ProtobufReader(message);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 3: time = reader.Fixed64(); break;
                case 4: count = reader.Fixed64(); break;
                case 5: sum = reader.Double(); break;
                case 6: buckets = buckets with { Counts = HistogramBuckets.ReadCounts(reader.Bytes()) }; break;
                case 7: buckets = buckets with { Bounds = HistogramBuckets.ReadBounds(reader.Bytes()) }; break;
                case 9: OtlpValues.AddAttribute(attributes, reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }
        return new("", "", "", "", MetricRecord.Histogram, time, count == 0 ? 0 : Finite(sum / count), count, attributes)
        {
            Median = Finite(buckets.Quantile(0.5)), High = Finite(buckets.Quantile(0.99)),
        };
    }

    // JSON has no other numbers.
    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
