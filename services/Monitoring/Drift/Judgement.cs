using MlOps.Monitoring.Reports;

namespace MlOps.Monitoring.Drift;

/// <summary>What the comparison of a window's columns came to.</summary>
internal sealed record Judgement(IReadOnlyList<FeatureDrift> Features, FeatureDrift? Prediction, WindowVerdict Verdict);
