namespace MlOps.Monitoring.Monitors;

/// <summary>A monitor ends with its deployment; what was found stays.</summary>
internal static class ArchiveMonitor
{
    public static IEnumerable<object> Decide(DeploymentMonitor? monitor) =>
        monitor is { Archived: false } ? [new MonitorArchived(monitor.Deployment)] : [];
}
