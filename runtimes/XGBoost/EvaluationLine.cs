using System.Globalization;

namespace MlOps.XGBoost;

/// <summary>Parses the library's line of metrics: <c>[round]⇥dataset-metric:value⇥…</c>.</summary>
internal static class EvaluationLine
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Parse(string line)
    {
        var metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        foreach (var entry in line.Split('\t').Skip(1))
        {
            var dash = entry.IndexOf('-');
            var colon = entry.LastIndexOf(':');
            var dataset = entry[..dash];
            if (!metrics.TryGetValue(dataset, out var values)) metrics[dataset] = values = new Dictionary<string, double>();
            ((Dictionary<string, double>)values)[entry[(dash + 1)..colon]] = Value(entry[(colon + 1)..]);
        }

        return metrics;
    }

    // The C library's spellings; "-nan" is one of them.
    private static double Value(string text) => text.TrimStart('-') switch
    {
        "nan" => double.NaN,
        "inf" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
