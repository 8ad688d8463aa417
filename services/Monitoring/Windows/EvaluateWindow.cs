using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Reports;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>
/// Closes a window that somebody asks for: compares its rows with the training profile, and raises the alarm if they have drifted.
/// </summary>
internal sealed class EvaluateWindow(Mutations mutations, MonitorQueries monitors, WindowQueries windows, WindowEvaluation evaluation)
{
    /// <summary>The monitor that a request is about, once the request is in order.</summary>
    public Task<DeploymentMonitor> CheckAsync(V1.EvaluateWindowRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Deployment, "deployment")
            .Require(request.StartTime is not null, "start_time", "is required").Moment(request.StartTime, "start_time")
            .Require(request.EndTime is not null, "end_time", "is required").Moment(request.EndTime, "end_time");
        if (!faults.Any) faults.Require(request.StartTime < request.EndTime, "end_time", "must be after start_time");
        faults.ThrowIfAny();
        return monitors.GetAsync(request.Deployment, cancellation);
    }

    public async Task<WindowReport> HandleAsync(V1.EvaluateWindowRequest request, CancellationToken cancellation)
    {
        var monitor = await CheckAsync(request, cancellation);
        var evaluated = await mutations.RepeatedAsync<DeploymentMonitor>(request, cancellation);
        if (evaluated is null)
        {
            var report = await evaluation.EvaluateAsync(
                monitor, request.StartTime!.ToDateTimeOffset(), request.EndTime!.ToDateTimeOffset(), cancellation);
            evaluated = await mutations.ApplyAsync<DeploymentMonitor>(
                monitor.Id, request,
                (state, now) => Decide(DeploymentMonitor.Existing(state, monitor.Deployment), report, now), cancellation);
        }
        return (await windows.GetAsync(evaluated.State.LastWindow!, cancellation)).Report;
    }

    /// <summary>
    /// The window's report, and the alarm if it has drifted: an alert of its own, or one more window of the alert that is not resolved.
    /// </summary>
    public static IEnumerable<object> Decide(DeploymentMonitor monitor, WindowReport report, DateTimeOffset now, bool closedItself = false)
    {
        yield return new WindowEvaluated(report, closedItself);
        if (report.Verdict != WindowVerdict.Drifted) yield break;
        var alert = monitor.Alert is { State: not AlertState.Resolved } unresolved ? unresolved : null;
        yield return new DriftDetected(
            monitor.Deployment, report.Model, report.ModelVersion, report.WindowId,
            alert?.Id ?? $"drift-{report.WindowId}", (alert?.Windows ?? 0) + 1, report.DriftedCount,
            [.. report.Features.Where(feature => feature.Drifted)], report.Prediction is { Drifted: true } ? report.Prediction : null,
            report.ReferenceProfileDigest, now);
    }
}
