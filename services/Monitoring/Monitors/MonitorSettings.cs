using System.Collections.Immutable;

namespace MlOps.Monitoring.Monitors;

/// <summary>When a feature has drifted, when a window closes, and how long predictions are kept.</summary>
/// <param name="Significance">
/// The most that the chance of a false alarm in a stationary window may be (family-wise, over all columns and tests).
/// </param>
/// <param name="EffectThresholds">
/// Test → the effect size above which a significant change is drift; a test that is not named has its own default.
/// </param>
/// <param name="DriftShare">The share of features that must have drifted for the window to; 0 = any feature.</param>
/// <param name="WindowPredictions">A window closes by itself after so many predicted rows; 0 = on demand only.</param>
/// <param name="MinimumRows">Fewer rows give no verdict.</param>
/// <param name="PredictionRetention">How long predictions and labels are kept.</param>
public sealed record MonitorSettings(
    double Significance,
    ImmutableSortedDictionary<string, double> EffectThresholds,
    double DriftShare,
    long WindowPredictions,
    long MinimumRows,
    TimeSpan PredictionRetention)
{
    public static MonitorSettings Default { get; } =
        new(0.01, ImmutableSortedDictionary<string, double>.Empty, 0, 0, 50, TimeSpan.FromDays(90));
}
