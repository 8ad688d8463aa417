namespace MlOps.Monitoring.Monitors;

/// <summary>What state an alert is in.</summary>
public enum AlertState
{
    /// <summary>Nobody has acknowledged it.</summary>
    Open,

    /// <summary>Somebody looks after it.</summary>
    Acknowledged,

    /// <summary>It has ended: the next drifted window raises another.</summary>
    Resolved,
}

/// <summary>One or more drifted windows of a deployment that somebody has to look at.</summary>
/// <param name="Windows">How many drifted windows belong to it.</param>
/// <param name="ModelVersion">The version that the last window was of.</param>
/// <param name="Reason">Of the last change of state.</param>
public sealed record Alert(
    string Id, string Deployment, AlertState State, long Windows, string FirstWindow, string LastWindow, long ModelVersion,
    DateTimeOffset OpenedAt, DateTimeOffset LastAt, AlertHand? Acknowledged = null, AlertHand? Resolved = null, string Reason = "")
{
    public static Alert Create(DriftDetected e) =>
        new(e.AlertId, e.Deployment, AlertState.Open, e.Windows, e.WindowId, e.WindowId, e.ModelVersion, e.At, e.At);

    public Alert Apply(DriftDetected e) =>
        this with { Windows = e.Windows, LastWindow = e.WindowId, ModelVersion = e.ModelVersion, LastAt = e.At };

    public Alert Apply(AlertAcknowledged e) => this with
    {
        State = AlertState.Acknowledged, Acknowledged = new AlertHand(e.By, e.At), Reason = e.Reason,
    };

    public Alert Apply(AlertResolved e) =>
        this with { State = AlertState.Resolved, Resolved = new AlertHand(e.By, e.At), Reason = e.Reason };
}

/// <summary>Who changed the state of an alert, and when.</summary>
public sealed record AlertHand(string By, DateTimeOffset At);
