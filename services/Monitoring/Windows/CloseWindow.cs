using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>Closes the window that follows the last one that closed by itself, once enough rows have arrived.</summary>
internal sealed class CloseWindow(Mutations mutations, PredictionTables predictions, WindowEvaluation evaluation)
{
    /// <summary>The report; null if the rows are not there yet, or another node closed the window first.</summary>
    public async Task<WindowReport?> HandleAsync(DeploymentMonitor monitor, CancellationToken cancellation)
    {
        var full = await predictions.FullWindowAsync(
            monitor.Deployment, monitor.ClosedUntil, monitor.Settings.WindowPredictions, cancellation);
        if (full is not { } window) return null;
        var report = await evaluation.EvaluateAsync(monitor, window.Start, window.End, cancellation);
        var closed = await mutations.ApplyAsync<DeploymentMonitor>(
            monitor.Id, new V1.EvaluateWindowRequest { Deployment = monitor.Deployment },
            (state, now) => Decide(DeploymentMonitor.Existing(state, monitor.Deployment), monitor.ClosedUntil, report, now), cancellation);
        return closed.State.LastWindow == report.WindowId ? report : null;
    }

    /// <summary>
    /// Nothing if the windows have gone on since <paramref name="closedUntil"/> was read: then another node closed this one.
    /// </summary>
    public static IEnumerable<object> Decide(
        DeploymentMonitor monitor, DateTimeOffset? closedUntil, WindowReport report, DateTimeOffset now) =>
        monitor.ClosedUntil == closedUntil ? EvaluateWindow.Decide(monitor, report, now, closedItself: true) : [];
}
