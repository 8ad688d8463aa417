namespace MlOps.Monitoring.Monitors;

/// <summary>When a feature has drifted, and when a window closes.</summary>
/// <param name="PsiThreshold">A feature whose PSI is above has drifted.</param>
/// <param name="KsThreshold">A feature whose KS statistic is above has drifted; 0 = the KS statistic raises nothing.</param>
/// <param name="DriftShare">The window has drifted when at least this share of the features has.</param>
/// <param name="WindowPredictions">A window closes by itself after so many predicted rows; 0 = on demand only.</param>
/// <param name="MinimumRows">Fewer rows give no verdict.</param>
public sealed record MonitorSettings(double PsiThreshold, double KsThreshold, double DriftShare, long WindowPredictions, long MinimumRows)
{
    public static MonitorSettings Default { get; } = new(0.2, 0.1, 0.3, 0, 50);
}
