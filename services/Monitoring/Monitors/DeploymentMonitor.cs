using System.Collections.Immutable;
using MlOps.Monitoring.Windows;
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

public sealed record DriftDetected(
    string Deployment, string Model, long ModelVersion, string WindowId, string AlertId, IReadOnlyList<ColumnDrift> DriftedFeatures, string ReferenceProfileDigest);

/// <summary>What is watched of one deployment, and against which profile: stream <c>monitor/&lt;deployment&gt;</c>.</summary>
public sealed record DeploymentMonitor(string Id, string Deployment, string Model, long ModelVersion, MonitorSettings Settings)
{
    public const string StreamPrefix = "monitor/";

    /// <summary>Model version → digest of its reference profile; windows of earlier versions can still be evaluated.</summary>
    public ImmutableSortedDictionary<long, string> References { get; init; } = ImmutableSortedDictionary<long, string>.Empty;

    public long LabelsRecorded { get; init; }

    /// <summary>The end of the last window that closed by itself: the next one begins there. Windows that were asked for are looks of their own.</summary>
    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>Id of the window that was evaluated last.</summary>
    public string? LastWindow { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string deployment) => StreamPrefix + deployment;

    public static DeploymentMonitor Create(MonitorCreated e) => new(StreamOf(e.Deployment), e.Deployment, e.Model, e.ModelVersion, MonitorSettings.Default)
    {
        References = ImmutableSortedDictionary<long, string>.Empty.Add(e.ModelVersion, e.ReferenceProfileDigest),
    };

    public DeploymentMonitor Apply(MonitorConfigured e) => Next() with { Settings = e.Settings };

    public DeploymentMonitor Apply(MonitorReferenceChanged e) => Next() with
    {
        Model = e.Model, ModelVersion = e.ModelVersion, References = References.SetItem(e.ModelVersion, e.ReferenceProfileDigest),
    };

    public DeploymentMonitor Apply(GroundTruthRecorded e) => Next() with { LabelsRecorded = LabelsRecorded + e.Count };

    public DeploymentMonitor Apply(WindowEvaluated e) => Next() with
    {
        LastWindow = e.Report.WindowId, ClosedUntil = e.ClosedItself ? e.Report.EndTime : ClosedUntil,
    };

    public DeploymentMonitor Apply(DriftDetected e) => Next();

    /// <exception cref="NotFoundException">The deployment is not monitored.</exception>
    public static DeploymentMonitor Existing(DeploymentMonitor? monitor, string deployment) => monitor ?? throw new NotFoundException("monitor", deployment);

    private DeploymentMonitor Next() => this with { Revision = Revision + 1 };
}
