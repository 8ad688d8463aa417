using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Performance;
using MlOps.Monitoring.Reports;

namespace MlOps.Monitoring.Windows;

/// <summary>Reads a window and reports on it: all the work before the decision.</summary>
internal sealed class WindowEvaluation(WindowReader windows, DriftJudge judge, PerformanceMeter meter, FeatureBlobs blobs)
{
    public async Task<WindowReport> EvaluateAsync(
        DeploymentMonitor monitor, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellation)
    {
        var inputs = await windows.ReadAsync(monitor, start, end, cancellation);
        var judgement = judge.Judge(inputs.Profile, inputs.Rows, monitor.Settings);
        var whole = judgement.Features.Count <= Limits.FeaturesOfReport;
        return new WindowReport(
            NewId(), monitor.Deployment, inputs.Model, inputs.ModelVersion, start, end, inputs.Rows.Count,
            judgement.Features.Count, judgement.Features.Count(feature => feature.Drifted),
            whole ? judgement.Features : MostDrifted(judgement.Features),
            whole ? "" : await blobs.StoreAsync(judgement.Features, cancellation),
            judgement.Prediction, meter.Measure(inputs.Rows), judgement.Verdict, monitor.Settings.Significance, inputs.ProfileDigest);
    }

    private static IReadOnlyList<FeatureDrift> MostDrifted(IReadOnlyList<FeatureDrift> features) =>
    [
        .. features.OrderByDescending(feature => feature.Drifted).ThenBy(feature => feature.Tests.Min(test => test.AdjustedPValue) ?? 1)
            .ThenByDescending(feature => feature.Tests.Select(test => test.EffectSize).DefaultIfEmpty().Max())
            .Take(Limits.FeaturesOfReport),
    ];

    /// <summary>An id that sorts after those before it.</summary>
    private static string NewId() => Guid.CreateVersion7().ToString("N");
}
