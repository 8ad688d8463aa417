using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Alerts;

/// <summary>Ends an alert, and says why; the next drifted window raises another.</summary>
internal sealed class ResolveAlert(Mutations mutations, AlertQueries alerts)
{
    public async Task<AlertDetails> HandleAsync(V1.ResolveAlertRequest request, CancellationToken cancellation)
    {
        new Faults().Text(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var (deployment, by) = ((await alerts.GetAsync(request.AlertId, cancellation)).Deployment, Caller.Current.Subject);
        var resolved = await mutations.ApplyAsync<DeploymentMonitor>(
            DeploymentMonitor.StreamOf(deployment), request, (monitor, now) => Decide(monitor!, request, by, now), cancellation);
        return await alerts.AsOfAsync(resolved.State, cancellation);
    }

    /// <summary>Nothing if it is resolved already.</summary>
    public static IEnumerable<object> Decide(DeploymentMonitor monitor, V1.ResolveAlertRequest command, string by, DateTimeOffset now) =>
        AlertRules.Newest(monitor, command.AlertId).State == AlertState.Resolved
            ? []
            : [new AlertResolved(monitor.Deployment, command.AlertId, by, command.Reason, now)];
}
