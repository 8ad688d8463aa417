using Marten;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Paging;
using MlOps.Monitoring.Windows;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Alerts;

/// <summary>Reads alerts.</summary>
internal sealed class AlertQueries(IQuerySession session, MonitorQueries monitors, WindowQueries windows)
{
    private const int MaxIdLength = 128;

    public async Task<AlertDetails> GetAsync(string id, CancellationToken cancellation)
    {
        new Faults().Text(id, "alert_id", MaxIdLength).ThrowIfAny();
        return await session.LoadAsync<AlertDetails>(id, cancellation) ?? throw new NotFoundException("alert", id);
    }

    /// <summary>The alert as it was in some state of its monitor.</summary>
    public async Task<AlertDetails> AsOfAsync(DeploymentMonitor monitor, CancellationToken cancellation)
    {
        var (alert, report) = (monitor.Alert!, (await windows.GetAsync(monitor.Alert!.LastWindow, cancellation)).Report);
        return new AlertDetails(
            alert.Id, monitor.Deployment, alert, [.. report.Features.Where(feature => feature.Drifted)],
            report.Prediction is { Drifted: true } ? report.Prediction : null);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<AlertDetails>> ListAsync(
        V1.ListAlertsRequest filter, string? before, int count, CancellationToken cancellation)
    {
        new Faults().Require(Enum.IsDefined(filter.State), "state", "is no state of an alert").ThrowIfAny();
        if (filter.Deployment.Length > 0) await monitors.GetAsync(filter.Deployment, cancellation);
        return await new DocumentQuery()
            .Where(filter.Deployment.Length > 0, "data ->> 'Deployment' = ?", () => filter.Deployment)
            .Where(filter.State != V1.AlertState.Unspecified, "data -> 'Alert' ->> 'State' = ?", () => $"{filter.State}")
            .LastAsync<AlertDetails>(session, before, count, cancellation);
    }
}
