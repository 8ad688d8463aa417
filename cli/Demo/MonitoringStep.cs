using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Cli.Commands;
using MlOps.Contracts.Monitoring.V1;
using Monitor = MlOps.Contracts.Monitoring.V1.Monitor;

namespace MlOps.Cli.Demo;

internal static class MonitoringStep
{
    private const int LabelsPerCall = 1000;
    private const int ShiftedRows = 400;

    public static async Task RunAsync(LifeContext life)
    {
        var rest = life.Hours.Rest.ToList();
        var before = await MonitorAsync(life, _ => true, "a monitor exists");
        var start = DateTimeOffset.UtcNow;
        var replay = await Traffic.SendAsync(life, [.. rest.Select(hour => hour.Features)]);
        life.Summary.Predictions = replay.Summary();
        var (p50, p99) = (life.Summary.Predictions.P50Ms, life.Summary.Predictions.P99Ms);
        Narrator.Happened($"{rest.Count:N0} hours replayed: {replay.Failed} failed, p50 {p50:F2} ms, p99 {p99:F2} ms");

        var labels = rest
            .Select((hour, index) => new GroundTruth { PredictionId = replay.PredictionIds[index], Value = hour.Count }).ToList();
        foreach (var batch in labels.Chunk(LabelsPerCall))
            await life.Engineer.Monitoring.RecordGroundTruthAsync(
                new RecordGroundTruthRequest { Deployment = life.Names.Deployment, Labels = { batch } },
                cancellationToken: life.Cancellation);
        await MonitorAsync(
            life, monitor => monitor.PredictionsReceived >= before.PredictionsReceived + rest.Count, "all predictions have arrived");
        var window = await EvaluateAsync(life, start);
        life.Summary.MonitoredRmse = WindowFigures.Metric(window, "rmse")
            ?? throw new CommandFailedException("The window has no performance.");
        foreach (var feature in window.Features)
            life.Summary.Drift[feature.Feature] = feature.Tests.ToDictionary(test => test.Name, test => test.Statistic);
        Narrator.Happened($"window of {window.Rows:N0} rows: {window.Verdict}{Names(WindowFigures.Drifted(window))}, " +
            $"RMSE {life.Summary.MonitoredRmse:F2} over {window.Performance.LabelledRows:N0} labels");
        await ResolveAsync(life);

        await DetectsAShiftAsync(life, rest);
    }

    private static async Task DetectsAShiftAsync(LifeContext life, List<Hour> rest)
    {
        var before = await MonitorAsync(life, _ => true, "the monitor answers");
        var start = DateTimeOffset.UtcNow;
        var shifted = rest.Take(ShiftedRows).Select((hour, index) => Shifted(hour, index)).ToList();
        await Traffic.SendAsync(life, shifted);
        await MonitorAsync(
            life, monitor => monitor.PredictionsReceived >= before.PredictionsReceived + ShiftedRows,
            "the shifted predictions have arrived");
        var window = await EvaluateAsync(life, start);
        var alerts = await life.Engineer.Monitoring.ListAlertsAsync(
            new ListAlertsRequest { Deployment = life.Names.Deployment, State = AlertState.Open }, cancellationToken: life.Cancellation);
        var alert = alerts.Alerts.FirstOrDefault(alert => alert.LastWindowId == window.WindowId)
            ?? throw new CommandFailedException($"The shifted window raised no alert: {window.Verdict}");
        life.Summary.DriftDetected = true;
        Narrator.Happened($"the shifted window raised {alert.AlertId}{Names(WindowFigures.Drifted(window))}");
    }

    /// <summary>
    /// The replayed hours are the year's last months, which the training data has less of: known, so that the next alert is another.
    /// </summary>
    private static async Task ResolveAsync(LifeContext life)
    {
        var monitor = await MonitorAsync(life, _ => true, "the monitor answers");
        if (monitor.OpenAlertId.Length == 0) return;
        var alert = await life.Engineer.Monitoring.ResolveAlertAsync(
            new ResolveAlertRequest { AlertId = monitor.OpenAlertId, Reason = "The season has changed, as it does." },
            cancellationToken: life.Cancellation);
        Narrator.Happened($"{alert.AlertId} is resolved by {alert.ResolvedBy}: {alert.Reason}");
    }

    private static string Names(IReadOnlyCollection<string> drifted) => drifted.Count > 0 ? $" ({string.Join(", ", drifted)})" : "";

    /// <summary>A heat wave at night: much warmer, and only the small hours.</summary>
    private static float[] Shifted(Hour hour, int index)
    {
        var features = (float[])hour.Features.Clone();
        features[HourlyDemand.Features.ToList().IndexOf("temp")] += 0.5f;
        features[HourlyDemand.Features.ToList().IndexOf("atemp")] += 0.5f;
        features[HourlyDemand.Features.ToList().IndexOf("hr")] = index % 4;
        return features;
    }

    private static async Task<Monitor> MonitorAsync(LifeContext life, Func<Monitor, bool> condition, string what) =>
        (await Until.HoldsAsync(
        () => FindAsync(life), monitor => monitor is not null && condition(monitor), what, life.Cancellation))!;

    /// <summary>The monitor begins when the event of the deployed version has arrived.</summary>
    private static async Task<Monitor?> FindAsync(LifeContext life)
    {
        try
        {
            return await life.Engineer.Monitoring
                .GetMonitorAsync(new GetMonitorRequest { Deployment = life.Names.Deployment }, cancellationToken: life.Cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task<Window> EvaluateAsync(LifeContext life, DateTimeOffset start)
    {
        var started = await life.Engineer.Monitoring.EvaluateWindowAsync(
            new EvaluateWindowRequest
            {
                Deployment = life.Names.Deployment, StartTime = start.ToTimestamp(), EndTime = DateTimeOffset.UtcNow.ToTimestamp(),
            },
            cancellationToken: life.Cancellation);
        return await life.Engineer.ResultOfAsync<Window>(started, life.Cancellation);
    }
}
