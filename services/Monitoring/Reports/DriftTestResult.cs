namespace MlOps.Monitoring.Reports;

/// <summary>What one drift test found in one column of a window.</summary>
/// <param name="PValue">Null for a pure distance, which has no distribution of its own under no drift.</param>
/// <param name="AdjustedPValue">The p-value corrected for all columns and tests of the window.</param>
/// <param name="EffectSize">How large the change is, whatever the number of rows.</param>
/// <param name="Threshold">The effect size above which a significant change is drift.</param>
public sealed record DriftTestResult(
    string Name, double Statistic, double? PValue, double? AdjustedPValue, double EffectSize, double Threshold, bool Drifted);
