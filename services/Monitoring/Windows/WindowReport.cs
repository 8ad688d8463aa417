namespace MlOps.Monitoring.Windows;

/// <summary>Whether the window's traffic looks like the training data.</summary>
public enum WindowVerdict
{
    Stable,
    Drifted,
    InsufficientData,
}

/// <summary>What was found in one window: the predictions of <c>[StartTime, EndTime)</c> that one model version made.</summary>
public sealed record WindowReport(
    string WindowId,
    string Deployment,
    string Model,
    long ModelVersion,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    long Rows,
    IReadOnlyList<ColumnDrift> Features,
    ColumnDrift? Prediction,
    Performance? Performance,
    WindowVerdict Verdict,
    double DriftedShare,
    string ReferenceProfileDigest);

/// <summary>One column of the window against the reference.</summary>
public sealed record ColumnDrift(
    string Feature, double Psi, double Ks, double KsPValue, bool Drifted, double ReferenceMean, double WindowMean, long Missing);

/// <summary>How far predictions were from what really was, over the rows with a label.</summary>
/// <param name="MeanError">Mean of prediction minus truth: the bias.</param>
/// <param name="R2">1 − residual sum of squares / total sum of squares; 0 where the truth does not vary.</param>
public sealed record Performance(long LabelledRows, double Rmse, double Mae, double MeanError, double R2);
