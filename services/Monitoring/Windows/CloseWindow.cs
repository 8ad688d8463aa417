using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.ServiceDefaults.EventSourcing;
using Wire = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>Closes the window that follows the last one that closed by itself, once enough rows have arrived.</summary>
internal sealed class CloseWindow(Mutations mutations, MonitorQueries monitors, PredictionTables predictions, WindowReader windows)
{
    /// <summary>The report; null if the rows are not there yet, or another node closed the window first.</summary>
    public async Task<WindowReport?> HandleAsync(DeploymentMonitor monitor, CancellationToken cancellation)
    {
        var full = await predictions.FullWindowAsync(monitor.Deployment, monitor.ClosedUntil, monitor.Settings.WindowPredictions, cancellation);
        if (full is not { } window) return null;
        var inputs = await windows.ReadAsync(monitor, window.Start, window.End, cancellation);
        var id = EvaluateWindow.NewId();
        var closed = await mutations.ApplyAsync<DeploymentMonitor>(
            monitor.Id, new Wire.EvaluateWindowRequest { Deployment = monitor.Deployment },
            (state, _) => Decide(DeploymentMonitor.Existing(state, monitor.Deployment), monitor.ClosedUntil, id, inputs), cancellation);
        return closed.State.LastWindow == id ? (await monitors.GetWindowAsync(id, cancellation)).Report : null;
    }

    /// <summary>Nothing if the windows have gone on since <paramref name="closedUntil"/> was read: then another node closed this one.</summary>
    public static IEnumerable<object> Decide(DeploymentMonitor monitor, DateTimeOffset? closedUntil, string id, WindowInputs inputs) =>
        monitor.ClosedUntil == closedUntil ? EvaluateWindow.Decide(monitor, id, inputs, closedItself: true) : [];
}
