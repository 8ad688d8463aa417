using Grpc.Core;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Monitoring.Alerts;
using MlOps.Monitoring.Configuration;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Operations;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Windows;
using MlOps.Monitoring.Wire;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using Alert = MlOps.Contracts.Monitoring.V1.Alert;
using FeatureDrift = MlOps.Monitoring.Reports.FeatureDrift;
using Monitor = MlOps.Contracts.Monitoring.V1.Monitor;
using Operation = MlOps.Contracts.Operations.V1.Operation;

namespace MlOps.Monitoring.Grpc;

/// <summary><c>mlops.monitoring.v1.ModelMonitoring</c></summary>
internal sealed class MonitoringGrpcService(
    MonitorQueries monitors, WindowQueries windows, AlertQueries alerts, PredictionTables predictions, FeatureBlobs features,
    ConfigureMonitor configure, RecordGroundTruth recordGroundTruth, EvaluateWindow evaluate,
    AcknowledgeAlert acknowledge, ResolveAlert resolve, OperationCalls operations)
    : ModelMonitoring.ModelMonitoringBase
{
    public override async Task<Monitor> ConfigureMonitor(ConfigureMonitorRequest request, ServerCallContext context) =>
        await WithCountAsync((await configure.HandleAsync(request, context.CancellationToken)).State, context);

    public override async Task<Monitor> GetMonitor(GetMonitorRequest request, ServerCallContext context) =>
        await WithCountAsync(await monitors.GetAsync(request.Deployment, context.CancellationToken), context);

    public override async Task<ListMonitorsResponse> ListMonitors(ListMonitorsRequest request, ServerCallContext context)
    {
        if (request.Model.Length > 0) new Faults().Name(request.Model, "model").ThrowIfAny();
        var filter = new MonitorFilter(request.Model, Archived: request.ShowArchived, Descending: request.Descending);
        var page = await monitors.ListAsync(filter, PageRequest.Of(request.PageSize, request.PageToken), context.CancellationToken);
        var counts = await predictions.CountAsync(page.Rows.Select(monitor => monitor.Deployment), context.CancellationToken);
        var response = new ListMonitorsResponse();
        response.NextPageToken = page.WriteTo(
            response.Monitors, monitor => monitor.ToWire(counts.GetValueOrDefault(monitor.Deployment)));
        return response;
    }

    public override async Task<RecordGroundTruthResponse> RecordGroundTruth(RecordGroundTruthRequest request, ServerCallContext context) =>
        new() { Accepted = await recordGroundTruth.HandleAsync(request, context.CancellationToken) };

    public override async Task<Operation> EvaluateWindow(EvaluateWindowRequest request, ServerCallContext context)
    {
        var monitor = await evaluate.CheckAsync(request, context.CancellationToken);
        return await operations.StartAsync(
            WindowEvaluationOperation.Kind, monitor.Id, monitor.Revision, request, context.CancellationToken);
    }

    public override async Task<Window> GetWindow(GetWindowRequest request, ServerCallContext context) =>
        (await windows.GetAsync(request.WindowId, context.CancellationToken)).Report.ToWire();

    public override async Task<ListWindowsResponse> ListWindows(ListWindowsRequest request, ServerCallContext context)
    {
        var page = await windows.ListAsync(request, ReportsPage(request.PageSize, request.PageToken), context.CancellationToken);
        var response = new ListWindowsResponse();
        response.NextPageToken = page.WriteTo(response.Windows, window => window.Report.ToWire());
        return response;
    }

    public override async Task<ListWindowFeaturesResponse> ListWindowFeatures(ListWindowFeaturesRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        var after = FeaturePosition.Of(asked.After);
        var window = await windows.GetAsync(request.WindowId, context.CancellationToken);
        var rows = (await features.ReadAsync(window.Report, context.CancellationToken)).Index().Skip(after + 1)
            .Where(feature => feature.Item.Drifted || !request.DriftedOnly).Take(asked.Rows).ToList();
        var page = new Page<(int Index, FeatureDrift Item)>(asked, rows, feature => FeaturePosition.KeyOf(feature.Index));
        var response = new ListWindowFeaturesResponse();
        response.NextPageToken = page.WriteTo(response.Features, feature => feature.Item.ToWire());
        return response;
    }

    public override async Task<Alert> GetAlert(GetAlertRequest request, ServerCallContext context) =>
        (await alerts.GetAsync(request.AlertId, context.CancellationToken)).ToWire();

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        var page = await alerts.ListAsync(request, ReportsPage(request.PageSize, request.PageToken), context.CancellationToken);
        var response = new ListAlertsResponse();
        response.NextPageToken = page.WriteTo(response.Alerts, AlertMessages.ToWire);
        return response;
    }

    public override async Task<Alert> AcknowledgeAlert(AcknowledgeAlertRequest request, ServerCallContext context) =>
        (await acknowledge.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Alert> ResolveAlert(ResolveAlertRequest request, ServerCallContext context) =>
        (await resolve.HandleAsync(request, context.CancellationToken)).ToWire();

    private static PageRequest ReportsPage(int size, string token) =>
        PageRequest.Of(size, token, Limits.ReportsOnPage, Limits.ReportsOnPage);

    private async Task<Monitor> WithCountAsync(DeploymentMonitor monitor, ServerCallContext context)
    {
        var counts = await predictions.CountAsync([monitor.Deployment], context.CancellationToken);
        return monitor.ToWire(counts.GetValueOrDefault(monitor.Deployment));
    }
}
