using Marten;
using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Alerts;

/// <summary>Reads alerts.</summary>
internal sealed class AlertQueries(IQuerySession session, MonitorQueries monitors, WindowQueries windows)
{
    public async Task<AlertDetails> GetAsync(string id, CancellationToken cancellation)
    {
        new Faults().Text(id, "alert_id", Limits.IdLength).ThrowIfAny();
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
    public async Task<Page<AlertDetails>> ListAsync(V1.ListAlertsRequest filter, PageRequest page, CancellationToken cancellation)
    {
        new Faults().Require(Enum.IsDefined(filter.State), "state", "is no state of an alert").ThrowIfAny();
        if (filter.Deployment.Length > 0) await monitors.GetAsync(filter.Deployment, cancellation);
        var query = new DocumentQuery<AlertDetails>(alert => alert.Id, descending: true);
        if (filter.Deployment.Length > 0) query.Where("data ->> 'Deployment' = ?", filter.Deployment);
        if (filter.State != V1.AlertState.Unspecified) query.Where("data -> 'Alert' ->> 'State' = ?", $"{filter.State}");
        return await query.PageAsync(session, page, cancellation);
    }
}
