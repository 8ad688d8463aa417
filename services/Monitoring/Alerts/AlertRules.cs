using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Monitoring.Alerts;

/// <summary>What both changes of an alert ask for.</summary>
internal static class AlertRules
{
    /// <summary>A monitor's newest alert: all that came before it are resolved.</summary>
    public static Alert Newest(DeploymentMonitor monitor, string id) =>
        monitor.Alert is { } alert && alert.Id == id ? alert : throw IsResolved(id);

    public static RuleBrokenException IsResolved(string id) => new("alert-unresolved", id, "The alert is resolved.");
}
