using System.Runtime.InteropServices;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;
using MlOps.Runtime;

namespace MlOps.Monitoring.Drift;

/// <summary>Compares the rows of a window with the profile of the training data.</summary>
internal static class DriftReport
{
    public static WindowReport Of(DeploymentMonitor monitor, string id, WindowInputs inputs)
    {
        var (rows, profile, settings) = (inputs.Rows, inputs.Profile, monitor.Settings);
        var features = profile.Features.Select((column, index) => Compare(column, rows.Features[index], settings)).ToList();
        var share = features.Count == 0 ? 0 : (double)features.Count(feature => feature.Drifted) / features.Count;
        var verdict = rows.Count < settings.MinimumRows ? WindowVerdict.InsufficientData
            : share > 0 && share >= settings.DriftShare ? WindowVerdict.Drifted
            : WindowVerdict.Stable;
        return new WindowReport(
            id, monitor.Deployment, monitor.Model, inputs.ModelVersion, inputs.Start, inputs.End, rows.Count, features,
            profile.Prediction is { } prediction ? Compare(prediction, rows.Predictions, settings) : null,
            PerformanceOf(rows), verdict, share, inputs.ProfileDigest);
    }

    public static ColumnDrift Compare(ColumnProfile reference, List<float> values, MonitorSettings settings)
    {
        var present = values.Where(float.IsFinite).ToArray();
        Array.Sort(present);
        var psi = PopulationStabilityIndex.Of(reference.BinCounts, reference.CountBins(CollectionsMarshal.AsSpan(values)));
        var ks = KolmogorovSmirnov.Statistic(reference.Quantiles, present);
        return new ColumnDrift(
            reference.Name, psi, ks, KolmogorovSmirnov.PValue(ks, reference.Count, present.Length),
            psi > settings.PsiThreshold || (settings.KsThreshold > 0 && ks > settings.KsThreshold),
            reference.Mean, present.Length == 0 ? 0 : present.Average(value => (double)value), values.Count - present.Length);
    }

    private static Performance? PerformanceOf(WindowRows rows)
    {
        // A prediction that is no number has no error; it counts as missing in the report on predictions.
        var labelled = rows.Predictions.Zip(rows.Labels).Where(row => !double.IsNaN(row.Second) && float.IsFinite(row.First)).ToList();
        if (labelled.Count == 0) return null;
        var mean = labelled.Average(row => row.Second);
        var errors = labelled.ConvertAll(row => row.First - row.Second);
        var residual = errors.Sum(error => error * error);
        var total = labelled.Sum(row => (row.Second - mean) * (row.Second - mean));
        return new Performance(
            labelled.Count, Math.Sqrt(residual / labelled.Count), errors.Average(Math.Abs), errors.Average(),
            total > 0 ? Math.Max(1 - residual / total, double.MinValue) : 0);
    }
}
