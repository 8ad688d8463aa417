using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Wire;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Configuration;

/// <summary>Changes what counts as drift, when windows close and how long predictions are kept.</summary>
internal sealed class ConfigureMonitor(Mutations mutations, KnownTests tests)
{
    public Task<Mutated<DeploymentMonitor>> HandleAsync(V1.ConfigureMonitorRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Deployment, "deployment").Length(request.Reason, "reason", Limits.ReasonLength);
        SettingsUpdate.Check(request, tests.Names, faults);
        faults.ThrowIfAny();
        return mutations.ApplyAsync<DeploymentMonitor>(
            DeploymentMonitor.StreamOf(request.Deployment), request, (monitor, _) => Decide(monitor, request), cancellation);
    }

    public static IEnumerable<object> Decide(DeploymentMonitor? state, V1.ConfigureMonitorRequest command)
    {
        var monitor = DeploymentMonitor.Existing(state, command.Deployment);
        var (before, after) = (monitor.Settings.ToWire(), SettingsUpdate.Of(monitor.Settings, command));
        return before.Equals(after) ? [] : [new MonitorConfigured(monitor.Deployment, after.FromWire())];
    }
}
