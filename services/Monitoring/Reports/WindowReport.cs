namespace MlOps.Monitoring.Reports;

/// <summary>What was found in one window: the predictions of <c>[StartTime, EndTime)</c> that one model version made.</summary>
/// <param name="FeatureCount">How many features were compared.</param>
/// <param name="DriftedCount">How many of them have drifted.</param>
/// <param name="Features">
/// All features in the profile's order; of more than <see cref="Limits.FeaturesOfReport"/>, the most drifted.
/// </param>
/// <param name="FeaturesDigest">
/// The blob with all features, where there are more than <see cref="Limits.FeaturesOfReport"/>; empty otherwise.
/// </param>
/// <param name="Significance">The family-wise error rate that the verdict was made with.</param>
public sealed record WindowReport(
    string WindowId,
    string Deployment,
    string Model,
    long ModelVersion,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    long Rows,
    int FeatureCount,
    int DriftedCount,
    IReadOnlyList<FeatureDrift> Features,
    string FeaturesDigest,
    FeatureDrift? Prediction,
    PerformanceReport? Performance,
    WindowVerdict Verdict,
    double Significance,
    string ReferenceProfileDigest);
