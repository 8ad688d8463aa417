using MlOps.Monitoring.Reports;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Monitoring.Monitors;

public sealed record MonitorCreated(string Deployment, string Model, long ModelVersion, string ReferenceProfileDigest);

public sealed record MonitorConfigured(string Deployment, MonitorSettings Settings);

/// <summary>Another model version serves, so windows of its predictions are compared with its own training profile.</summary>
public sealed record MonitorReferenceChanged(string Deployment, string Model, long ModelVersion, string ReferenceProfileDigest);

/// <summary>Labels were added to the table of labels; the digest is over them in their order.</summary>
public sealed record GroundTruthRecorded(string Deployment, int Count, string ContentDigest);

/// <param name="ClosedItself">Whether the rows were enough for the window to close, or somebody asked for it.</param>
public sealed record WindowEvaluated(WindowReport Report, bool ClosedItself = false);

/// <summary>A window has drifted: the first one of an alert, or another one while the alert is not resolved.</summary>
/// <param name="Windows">How many drifted windows the alert has with this one.</param>
/// <param name="DriftedFeatures">At most <see cref="Limits.FeaturesOfReport"/> of the <paramref name="DriftedCount"/>.</param>
/// <param name="Prediction">Null unless the prediction has drifted.</param>
public sealed record DriftDetected(
    string Deployment, string Model, long ModelVersion, string WindowId, string AlertId, long Windows, int DriftedCount,
    IReadOnlyList<FeatureDrift> DriftedFeatures, FeatureDrift? Prediction, string ReferenceProfileDigest, DateTimeOffset At);

public sealed record AlertAcknowledged(string Deployment, string AlertId, string By, string Reason, DateTimeOffset At);

public sealed record AlertResolved(string Deployment, string AlertId, string By, string Reason, DateTimeOffset At);

/// <summary>Predictions before a moment and labels recorded before it were deleted from their tables.</summary>
public sealed record RetentionApplied(string Deployment, DateTimeOffset Before, long Predictions, long Labels);

/// <summary>The deployment was retired: no window closes by itself any longer.</summary>
public sealed record MonitorArchived(string Deployment);

/// <summary>What is watched of one deployment, and against which profile: stream <c>monitor/&lt;deployment&gt;</c>.</summary>
public sealed record DeploymentMonitor(
    string Id, string Deployment, string Model, long ModelVersion, string ReferenceProfileDigest, MonitorSettings Settings)
{
    public const string StreamPrefix = "monitor/";

    public long LabelsRecorded { get; init; }

    /// <summary>
    /// The end of the last window that closed by itself: the next one begins there. Windows on demand do not move it.
    /// </summary>
    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>Id of the window that was evaluated last.</summary>
    public string? LastWindow { get; init; }

    /// <summary>The alert that was raised last; drifted windows are added to it until it is resolved.</summary>
    public Alert? Alert { get; init; }

    /// <summary>How many batches of expired predictions and labels were deleted.</summary>
    public long Purges { get; init; }

    /// <summary>Whether the deployment is retired. Labels and windows on demand are still accepted: ground truth may come late.</summary>
    public bool Archived { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string deployment) => StreamPrefix + deployment;

    public static DeploymentMonitor Create(MonitorCreated e) =>
        new(StreamOf(e.Deployment), e.Deployment, e.Model, e.ModelVersion, e.ReferenceProfileDigest, MonitorSettings.Default);

    public DeploymentMonitor Apply(MonitorConfigured e) => Next() with { Settings = e.Settings };

    public DeploymentMonitor Apply(MonitorReferenceChanged e) => Next() with
    {
        Model = e.Model, ModelVersion = e.ModelVersion, ReferenceProfileDigest = e.ReferenceProfileDigest,
    };

    public DeploymentMonitor Apply(GroundTruthRecorded e) => Next() with { LabelsRecorded = LabelsRecorded + e.Count };

    public DeploymentMonitor Apply(WindowEvaluated e) => Next() with
    {
        LastWindow = e.Report.WindowId, ClosedUntil = e.ClosedItself ? e.Report.EndTime : ClosedUntil,
    };

    public DeploymentMonitor Apply(DriftDetected e) => Next() with { Alert = Alert?.Id == e.AlertId ? Alert.Apply(e) : Alert.Create(e) };

    public DeploymentMonitor Apply(AlertAcknowledged e) => Next() with { Alert = Alert!.Apply(e) };

    public DeploymentMonitor Apply(AlertResolved e) => Next() with { Alert = Alert!.Apply(e) };

    public DeploymentMonitor Apply(RetentionApplied e) => Next() with { Purges = Purges + 1 };

    public DeploymentMonitor Apply(MonitorArchived _) => Next() with { Archived = true };

    /// <exception cref="NotFoundException">The deployment is not monitored.</exception>
    public static DeploymentMonitor Existing(DeploymentMonitor? monitor, string deployment) =>
        monitor ?? throw new NotFoundException("monitor", deployment);

    private DeploymentMonitor Next() => this with { Revision = Revision + 1 };
}
