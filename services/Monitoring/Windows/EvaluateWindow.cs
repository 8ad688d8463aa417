using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>Closes a window that somebody asks for: compares its rows with the training profile, and raises the alarm if enough features have drifted.</summary>
internal sealed class EvaluateWindow(Mutations mutations, MonitorQueries monitors, WindowReader windows)
{
    public async Task<WindowReport> HandleAsync(Wire.EvaluateWindowRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer", "application");
        var faults = new Faults().Name(request.Deployment, "deployment")
            .Require(request.StartTime is not null, "start_time", "is required").Moment(request.StartTime, "start_time")
            .Require(request.EndTime is not null, "end_time", "is required").Moment(request.EndTime, "end_time");
        if (!faults.Any) faults.Require(request.StartTime < request.EndTime, "end_time", "must be after start_time");
        faults.ThrowIfAny();

        var evaluated = await mutations.RepeatedAsync<DeploymentMonitor>(request, cancellation);
        if (evaluated is null)
        {
            var monitor = await monitors.GetAsync(request.Deployment, cancellation);
            var inputs = await windows.ReadAsync(monitor, request.StartTime!.ToDateTimeOffset(), request.EndTime!.ToDateTimeOffset(), cancellation);
            var id = NewId();
            evaluated = await mutations.ApplyAsync<DeploymentMonitor>(
                monitor.Id, request, (state, _) => Decide(DeploymentMonitor.Existing(state, request.Deployment), id, inputs), cancellation);
        }
        return (await monitors.GetWindowAsync(evaluated.State.LastWindow!, cancellation)).Report;
    }

    /// <summary>The window's report, and the alarm if it has drifted.</summary>
    public static IEnumerable<object> Decide(DeploymentMonitor monitor, string id, WindowInputs inputs, bool closedItself = false)
    {
        var report = DriftReport.Of(monitor, id, inputs);
        yield return new WindowEvaluated(report, closedItself);
        if (report.Verdict == WindowVerdict.Drifted)
        {
            yield return new DriftDetected(
                monitor.Deployment, monitor.Model, report.ModelVersion, id, $"drift-{id}", [.. report.Features.Where(feature => feature.Drifted)], report.ReferenceProfileDigest);
        }
    }

    /// <summary>An id that sorts after those before it.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");
}
