using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Alerts;

/// <summary>Somebody looks after an open alert; drifted windows are still added to it.</summary>
internal sealed class AcknowledgeAlert(Mutations mutations, AlertQueries alerts)
{
    public async Task<AlertDetails> HandleAsync(V1.AcknowledgeAlertRequest request, CancellationToken cancellation)
    {
        new Faults().Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var (deployment, by) = ((await alerts.GetAsync(request.AlertId, cancellation)).Deployment, Caller.Current.Subject);
        var acknowledged = await mutations.ApplyAsync<DeploymentMonitor>(
            DeploymentMonitor.StreamOf(deployment), request, (monitor, now) => Decide(monitor!, request, by, now), cancellation);
        return await alerts.AsOfAsync(acknowledged.State, cancellation);
    }

    /// <summary>Nothing if it is acknowledged already.</summary>
    /// <exception cref="RuleBrokenException">The alert is resolved.</exception>
    public static IEnumerable<object> Decide(
        DeploymentMonitor monitor, V1.AcknowledgeAlertRequest command, string by, DateTimeOffset now) =>
        AlertRules.Newest(monitor, command.AlertId).State switch
        {
            AlertState.Open => [new AlertAcknowledged(monitor.Deployment, command.AlertId, by, command.Reason, now)],
            AlertState.Acknowledged => [],
            _ => throw AlertRules.IsResolved(command.AlertId),
        };
}
