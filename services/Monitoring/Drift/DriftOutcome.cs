namespace MlOps.Monitoring.Drift;

/// <summary>What a test found before the verdict.</summary>
/// <param name="PValue">Null for a pure distance: it can say how large a change is, but not whether chance explains it.</param>
internal sealed record DriftOutcome(double Statistic, double? PValue, double EffectSize);
