namespace MlOps.Monitoring.Monitors;

/// <summary>A deployment's monitor begins with its first loaded version and follows every later one.</summary>
internal static class FollowDeployment
{
    public static IEnumerable<object> Decide(
        DeploymentMonitor? monitor, string deployment, string model, long version, string referenceProfileDigest)
    {
        if (monitor is null) return [new MonitorCreated(deployment, model, version, referenceProfileDigest)];
        return monitor.Model == model && monitor.ModelVersion == version && monitor.ReferenceProfileDigest == referenceProfileDigest
            ? []
            : [new MonitorReferenceChanged(deployment, model, version, referenceProfileDigest)];
    }
}
