using Grpc.Core;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Monitoring.Alerts;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Paging;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Windows;
using MlOps.Monitoring.Wire;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Paging;
using Alert = MlOps.Contracts.Monitoring.V1.Alert;
using Monitor = MlOps.Contracts.Monitoring.V1.Monitor;

namespace MlOps.Monitoring.Grpc;

/// <summary><c>mlops.monitoring.v1.ModelMonitoring</c></summary>
internal sealed class MonitoringGrpcService(
    MonitorQueries monitors, WindowQueries windows, AlertQueries alerts, PredictionTables predictions, FeatureBlobs features,
    ConfigureMonitor configure, RecordGroundTruth recordGroundTruth, EvaluateWindow evaluate,
    AcknowledgeAlert acknowledge, ResolveAlert resolve)
    : ModelMonitoring.ModelMonitoringBase
{
    /// <summary>Windows and alerts with the reports on up to 100 features each are large.</summary>
    private const int MaxReports = 100;

    public override async Task<Monitor> ConfigureMonitor(ConfigureMonitorRequest request, ServerCallContext context) =>
        (await WithCountsAsync([(await configure.HandleAsync(request, context.CancellationToken)).State], context))[0];

    public override async Task<Monitor> GetMonitor(GetMonitorRequest request, ServerCallContext context) =>
        (await WithCountsAsync([await monitors.GetAsync(request.Deployment, context.CancellationToken)], context))[0];

    public override async Task<ListMonitorsResponse> ListMonitors(ListMonitorsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await monitors.ListAsync(request.Model, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListMonitorsResponse();
        response.NextPageToken = BytePage.Fill(
            response.Monitors, await WithCountsAsync(page, context), size, monitor => monitor, monitor => monitor.Deployment);
        return response;
    }

    public override async Task<RecordGroundTruthResponse> RecordGroundTruth(RecordGroundTruthRequest request, ServerCallContext context) =>
        new() { Accepted = await recordGroundTruth.HandleAsync(request, context.CancellationToken) };

    public override async Task<Window> EvaluateWindow(EvaluateWindowRequest request, ServerCallContext context) =>
        (await evaluate.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Window> GetWindow(GetWindowRequest request, ServerCallContext context) =>
        (await windows.GetAsync(request.WindowId, context.CancellationToken)).Report.ToWire();

    public override async Task<ListWindowsResponse> ListWindows(ListWindowsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize, MaxReports, MaxReports);
        var page = await windows.ListAsync(request, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListWindowsResponse();
        response.NextPageToken = BytePage.Fill(response.Windows, page, size, window => window.Report.ToWire(), window => window.Id);
        return response;
    }

    public override async Task<ListWindowFeaturesResponse> ListWindowFeatures(ListWindowFeaturesRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var after = FeaturePosition.Decode(request.PageToken);
        var window = await windows.GetAsync(request.WindowId, context.CancellationToken);
        var page = (await features.ReadAsync(window.Report, context.CancellationToken)).Index().Skip(after + 1)
            .Where(feature => feature.Item.Drifted || !request.DriftedOnly).Take(size + 1).ToList();
        var response = new ListWindowFeaturesResponse();
        response.NextPageToken = BytePage.Fill(
            response.Features, page, size, feature => feature.Item.ToWire(), feature => FeaturePosition.KeyOf(feature.Index));
        return response;
    }

    public override async Task<Alert> GetAlert(GetAlertRequest request, ServerCallContext context) =>
        (await alerts.GetAsync(request.AlertId, context.CancellationToken)).ToWire();

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize, MaxReports, MaxReports);
        var page = await alerts.ListAsync(request, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListAlertsResponse();
        response.NextPageToken = BytePage.Fill(response.Alerts, page, size, AlertMessages.ToWire, alert => alert.Id);
        return response;
    }

    public override async Task<Alert> AcknowledgeAlert(AcknowledgeAlertRequest request, ServerCallContext context) =>
        (await acknowledge.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Alert> ResolveAlert(ResolveAlertRequest request, ServerCallContext context) =>
        (await resolve.HandleAsync(request, context.CancellationToken)).ToWire();

    private async Task<List<Monitor>> WithCountsAsync(IReadOnlyList<DeploymentMonitor> page, ServerCallContext context)
    {
        var counts = await predictions.CountAsync(page.Select(monitor => monitor.Deployment), context.CancellationToken);
        return [.. page.Select(monitor => monitor.ToWire(counts.GetValueOrDefault(monitor.Deployment)))];
    }
}
