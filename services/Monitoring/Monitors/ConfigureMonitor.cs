using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Monitors;

/// <summary>Changes what counts as drift and when windows close; settings that are 0 in the request keep their default, except the two whose 0 says something.</summary>
internal sealed class ConfigureMonitor(Mutations mutations)
{
    // The request that fills a window may have many rows, and they all belong to it.
    private const long MaxWindowPredictions = Windows.WindowRows.Max / 2;

    public Task<Mutated<DeploymentMonitor>> HandleAsync(Wire.ConfigureMonitorRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var settings = request.Settings ?? new Wire.MonitorSettings();
        var faults = new Faults();
        faults.Name(request.Deployment, "deployment");
        faults.Require(request.Settings is not null, "settings", "is required");
        faults.Range(settings.PsiThreshold, "settings.psi_threshold", 0, 100);
        faults.Range(settings.KsThreshold, "settings.ks_threshold", 0, 1);
        faults.Range(settings.DriftShare, "settings.drift_share", 0, 1);
        faults.Range(settings.WindowPredictions, "settings.window_predictions", 0, MaxWindowPredictions);
        faults.Range(settings.MinimumRows, "settings.minimum_rows", 0, MaxWindowPredictions);
        faults.Length(request.Reason, "reason", 2000);
        faults.ThrowIfAny();
        return mutations.ApplyAsync<DeploymentMonitor>(
            DeploymentMonitor.StreamOf(request.Deployment), request, (monitor, _) => Decide(monitor, request), cancellation);
    }

    public static object[] Decide(DeploymentMonitor? state, Wire.ConfigureMonitorRequest command)
    {
        var monitor = DeploymentMonitor.Existing(state, command.Deployment);
        var (asked, defaults) = (command.Settings, MonitorSettings.Default);
        var settings = new MonitorSettings(
            asked.PsiThreshold == 0 ? defaults.PsiThreshold : asked.PsiThreshold,
            asked.KsThreshold,
            asked.DriftShare == 0 ? defaults.DriftShare : asked.DriftShare,
            asked.WindowPredictions,
            asked.MinimumRows == 0 ? defaults.MinimumRows : asked.MinimumRows);
        return settings == monitor.Settings ? [] : [new MonitorConfigured(monitor.Deployment, settings)];
    }
}
