using System.Runtime.InteropServices;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;
using MlOps.Runtime;

namespace MlOps.Monitoring.Drift;

/// <summary>Compares the rows of a window with the profile of the training data.</summary>
internal static class DriftReport
{
    public static WindowReport Of(
        DeploymentMonitor monitor, string id, long version, DateTimeOffset start, DateTimeOffset end, WindowRows rows, ReferenceProfile profile, string digest)
    {
        var features = profile.Features.Select((column, index) => Compare(column, rows.Features[index], monitor.Settings)).ToList();
        var share = features.Count == 0 ? 0 : (double)features.Count(feature => feature.Drifted) / features.Count;
        var verdict = rows.Count < monitor.Settings.MinimumRows ? WindowVerdict.InsufficientData
            : share > 0 && share >= monitor.Settings.DriftShare ? WindowVerdict.Drifted
            : WindowVerdict.Stable;
        return new WindowReport(
            id, monitor.Deployment, monitor.Model, version, start, end, rows.Count, features,
            profile.Prediction is { } prediction ? Compare(prediction, rows.Predictions, monitor.Settings) : null,
            PerformanceOf(rows), verdict, share, digest);
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
        var (count, errors, squares, absolutes, truths, truthSquares) = (0L, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var row = 0; row < rows.Count; row++)
        {
            var truth = rows.Labels[row];
            if (double.IsNaN(truth)) continue;
            var error = rows.Predictions[row] - truth;
            count++;
            errors += error;
            squares += error * error;
            absolutes += Math.Abs(error);
            truths += truth;
            truthSquares += truth * truth;
        }
        if (count == 0) return null;
        var total = truthSquares - truths * truths / count;
        return new Performance(count, Math.Sqrt(squares / count), absolutes / count, errors / count, total > 0 ? 1 - squares / total : 0);
    }
}
