using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MlOps.ServiceDefaults.Telemetry;

/// <summary>Writes metrics in the Prometheus text format, named as OpenTelemetry's compatibility specification says.</summary>
internal sealed class PrometheusText
{
    private static readonly Dictionary<string, string> UnitNames = new()
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds", ["min"] = "minutes",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["%"] = "percent", ["1"] = "ratio",
    };

    private readonly StringBuilder text = new();
    private readonly HashSet<string> named = [];

    public void Add(Metric metric)
    {
        var (name, type) = Describe(metric);
        if (type.Length == 0) return;
        // Two meters may name the same metric; the format allows one TYPE line.
        if (named.Add(name)) text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            switch (metric.MetricType)
            {
                case MetricType.Histogram: AddHistogram(name, point); break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic: Sample(name, point.Tags, null, point.GetSumLong()); break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic: Sample(name, point.Tags, null, point.GetSumDouble()); break;
                case MetricType.LongGauge: Sample(name, point.Tags, null, point.GetGaugeLastValueLong()); break;
                case MetricType.DoubleGauge: Sample(name, point.Tags, null, point.GetGaugeLastValueDouble()); break;
            }
        }
    }

    public override string ToString() => text.ToString();

    private static (string Name, string Type) Describe(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => (NameOf(metric, monotonic: true), "counter"),
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic or MetricType.LongGauge or MetricType.DoubleGauge
            => (NameOf(metric, monotonic: false), "gauge"),
        MetricType.Histogram => (NameOf(metric, monotonic: false), "histogram"),
        // Exponential histograms have no form in this text format; none is configured.
        _ => ("", ""),
    };

    private static string NameOf(Metric metric, bool monotonic)
    {
        var name = Legal(metric.Name, allowColon: true);
        var unit = UnitOf(metric.Unit, monotonic);
        if (monotonic && name.EndsWith("_total", StringComparison.Ordinal)) name = name[..^"_total".Length];
        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal)) name = $"{name}_{unit}";
        return monotonic ? $"{name}_total" : name;
    }

    private static string UnitOf(string? unit, bool monotonic) => unit switch
    {
        null or "" => "",
        "1" when monotonic => "",
        _ when unit.Contains('{') => "",
        _ when UnitNames.TryGetValue(unit, out var name) => name,
        _ => Legal(unit, allowColon: false).Trim('_'),
    };

    private static string Legal(string name, bool allowColon)
    {
        var legal = new StringBuilder(name.Length + 1);
        foreach (var c in name) legal.Append(char.IsAsciiLetterOrDigit(c) || (allowColon && c == ':') ? c : '_');
        if (legal.Length == 0 || char.IsAsciiDigit(legal[0])) legal.Insert(0, '_');
        return legal.ToString();
    }

    private void AddHistogram(string name, in MetricPoint point)
    {
        long cumulative = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            cumulative += bucket.BucketCount;
            Sample($"{name}_bucket", point.Tags, Number(bucket.ExplicitBound), cumulative);
        }

        Sample($"{name}_sum", point.Tags, null, point.GetHistogramSum());
        Sample($"{name}_count", point.Tags, null, point.GetHistogramCount());
    }

    private void Sample(string name, in ReadOnlyTagCollection tags, string? bound, double value)
    {
        text.Append(name);
        var separator = '{';
        foreach (var tag in tags)
        {
            Label(separator, Legal(tag.Key, allowColon: false), Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
            separator = ',';
        }

        if (bound is not null)
        {
            Label(separator, "le", bound);
            separator = ',';
        }

        if (separator == ',') text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private void Label(char separator, string key, string value) =>
        text.Append(separator).Append(key).Append("=\"")
            .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
            .Append('"');

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
