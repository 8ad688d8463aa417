namespace MlOps.Monitoring.Reports;

/// <summary>One column of a window against the reference.</summary>
/// <param name="Drifted">Whether any of the tests says so.</param>
/// <param name="Missing">Rows of the window without a value.</param>
public sealed record FeatureDrift(
    string Feature, IReadOnlyList<DriftTestResult> Tests, bool Drifted, double ReferenceMean, double WindowMean, long Missing);
