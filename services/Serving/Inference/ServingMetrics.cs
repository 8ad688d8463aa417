using System.Diagnostics;
using System.Diagnostics.Metrics;
using MlOps.Serving.Models;

namespace MlOps.Serving.Inference;

/// <summary>Prediction metrics, labelled by workspace, deployment and model version.</summary>
internal static class ServingMetrics
{
    private static readonly Meter Meter = new("MlOps.Serving");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "mlops.serving.prediction.duration", "s", "Time from the parsed request to the answer.", null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
        });

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("mlops.serving.predicted.rows", "{row}", "Rows predicted.");

    public static void Predicted(ServedModel served, int rows, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "workspace", served.Key.Workspace }, { "deployment", served.Deployment }, { "model.version", served.VersionText },
        };
        Duration.Record(elapsed.TotalSeconds, tags);
        Rows.Add(rows, tags);
    }
}
