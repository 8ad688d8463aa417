using Grpc.Core;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Windows;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using Monitor = MlOps.Contracts.Monitoring.V1.Monitor;

namespace MlOps.Monitoring.Grpc;

/// <summary><c>mlops.monitoring.v1.ModelMonitoring</c></summary>
internal sealed class MonitoringGrpcService(
    MonitorQueries monitors, PredictionTables predictions, ConfigureMonitor configure, RecordGroundTruth recordGroundTruth, EvaluateWindow evaluate)
    : ModelMonitoring.ModelMonitoringBase
{
    private const int MaxWindowIdLength = 128;

    public override async Task<Monitor> ConfigureMonitor(ConfigureMonitorRequest request, ServerCallContext context) =>
        await WithCountAsync((await configure.HandleAsync(request, context.CancellationToken)).State, context);

    public override async Task<Monitor> GetMonitor(GetMonitorRequest request, ServerCallContext context) =>
        await WithCountAsync(await monitors.GetAsync(request.Deployment, context.CancellationToken), context);

    public override async Task<ListMonitorsResponse> ListMonitors(ListMonitorsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await monitors.ListAsync(PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListMonitorsResponse();
        foreach (var monitor in page.Take(size)) response.Monitors.Add(await WithCountAsync(monitor, context));
        if (page.Count > size) response.NextPageToken = PageToken.Encode(page[size - 1].Deployment);
        return response;
    }

    public override async Task<RecordGroundTruthResponse> RecordGroundTruth(RecordGroundTruthRequest request, ServerCallContext context) =>
        new() { Accepted = await recordGroundTruth.HandleAsync(request, context.CancellationToken) };

    public override async Task<Window> EvaluateWindow(EvaluateWindowRequest request, ServerCallContext context) =>
        (await evaluate.HandleAsync(request, context.CancellationToken)).ToMessage();

    public override async Task<Window> GetWindow(GetWindowRequest request, ServerCallContext context)
    {
        new Faults().Text(request.WindowId, "window_id", MaxWindowIdLength).ThrowIfAny();
        return (await monitors.GetWindowAsync(request.WindowId, context.CancellationToken)).Report.ToMessage();
    }

    public override async Task<ListWindowsResponse> ListWindows(ListWindowsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await monitors.ListWindowsAsync(request.Deployment, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListWindowsResponse { Windows = { page.Take(size).Select(window => window.Report.ToMessage()) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(page[size - 1].Id);
        return response;
    }

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var page = await monitors.ListAlertsAsync(request.Deployment, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        var response = new ListAlertsResponse { Alerts = { page.Take(size).Select(MonitoringMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(page[size - 1].Id);
        return response;
    }

    private async Task<Monitor> WithCountAsync(DeploymentMonitor monitor, ServerCallContext context) =>
        monitor.ToMessage(await predictions.CountAsync(monitor.Deployment, context.CancellationToken));
}
