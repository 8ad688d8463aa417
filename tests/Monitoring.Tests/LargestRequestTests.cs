using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Monitor = MlOps.Contracts.Monitoring.V1.Monitor;

namespace MlOps.Monitoring.Tests;

/// <summary>The largest legal request of each RPC goes through, and the next larger one is refused by its limit.</summary>
public sealed class LargestRequestTests(MonitoringSystem system, ITestOutputHelper output) : IClassFixture<MonitoringSystem>
{
    private const long Never = long.MaxValue;
    private static readonly string Deployment = new('d', 128);
    private static readonly string Reason = new('語', Limits.ReasonLength);
    private static readonly string Id = new('r', 128);
    private static readonly string[] Tests = ["kolmogorov-smirnov", "chi-squared", "missing-values", "psi", "jensen-shannon"];

    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused()
    {
        await system.DeployWideAsync(Deployment, Limits.FeaturesOfReport, Limits.FeatureNameLength);
        var (window, alert) = ("", "");
        await new LargestRequests(ModelMonitoring.Descriptor, system.Monitoring.ChannelAs("eve", "engineer").CreateCallInvoker())
            .Add<ConfigureMonitorRequest, Monitor>(
                "ConfigureMonitor",
                () => Task.FromResult(new ConfigureMonitorRequest
                {
                    Deployment = Deployment, Reason = Reason, RequestId = Id, Settings = Largest(),
                    UpdateMask = new FieldMask
                    {
                        Paths = { "significance", "effect_thresholds", "drift_share", "window_predictions", "minimum_rows", "prediction_retention" },
                    },
                }),
                async (_, _) => (await system.System.ConsumeAsync<MonitorConfigured>(Topics.Monitoring)).Reason.ShouldBe(Reason),
                ("deployment", request => request.Deployment += "d"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"),
                ("settings.significance", request => request.Settings.Significance = 0.51),
                ("settings.effect_thresholds", request => request.Settings.EffectThresholds.Add(new EffectThreshold { Test = "psi" })),
                ("settings.drift_share", request => request.Settings.DriftShare = 1.01),
                ("settings.window_predictions", request => request.Settings.WindowPredictions++),
                ("settings.minimum_rows", request => request.Settings.MinimumRows += Limits.RowsOfWindow),
                ("settings.prediction_retention", request => request.Settings.PredictionRetention = TimeSpan.FromDays(3651).ToDuration()),
                ("update_mask", request => request.UpdateMask.Paths.Add(Enumerable.Repeat("significance", 100))))
            .Add<GetMonitorRequest, Monitor>(
                "GetMonitor", () => Task.FromResult(new GetMonitorRequest { Deployment = Deployment }),
                (_, monitor) => Check(() => monitor.Settings.EffectThresholds.Count.ShouldBe(Tests.Length)),
                ("deployment", request => request.Deployment += "d"))
            .Add<ListMonitorsRequest, ListMonitorsResponse>(
                "ListMonitors",
                () => Task.FromResult(new ListMonitorsRequest { PageSize = int.MaxValue, Descending = true, ShowArchived = true }),
                (_, listed) => Check(() => listed.Monitors.ShouldContain(monitor => monitor.Deployment == Deployment)),
                ("model", request => request.Model = new string('m', 129)))
            .Add<RecordGroundTruthRequest, RecordGroundTruthResponse>(
                "RecordGroundTruth",
                () => Task.FromResult(new RecordGroundTruthRequest
                {
                    Deployment = Deployment, RequestId = Id,
                    Labels =
                    {
                        Enumerable.Range(0, Limits.LabelsOfRequest).Select(i => new GroundTruth
                        {
                            ClientId = $"{i}".PadLeft(Limits.IdLength, '特'), Row = int.MaxValue, Value = float.MaxValue,
                        }),
                    },
                }),
                async (_, answer) => (await system.System.ConsumeAsync<GroundTruthRecorded>(Topics.Monitoring)).Data.Count
                    .ShouldBe((int)answer.Accepted),
                ("deployment", request => request.Deployment += "d"),
                ("labels", request => request.Labels.Add(new GroundTruth { ClientId = "one more" })),
                ("labels[0].client_id", request => request.Labels[0].ClientId += "特"),
                ("labels[0].value", request => request.Labels[0].Value = 2 * (double)float.MaxValue),
                ("request_id", request => request.RequestId += "r"))
            .Add<EvaluateWindowRequest, Operation>(
                "EvaluateWindow",
                () => Task.FromResult(new EvaluateWindowRequest
                {
                    Deployment = Deployment, RequestId = Id, StartTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MinValue),
                    EndTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MaxValue),
                }),
                async (_, _) =>
                {
                    var detected = (await system.System.ConsumeAsync<DriftDetected>(Topics.Monitoring)).Data;
                    detected.DriftedFeatures.Count.ShouldBe(Limits.FeaturesOfReport);
                    (window, alert) = (detected.WindowId, detected.AlertId);
                },
                ("deployment", request => request.Deployment += "d"),
                ("start_time", request => request.StartTime = new Timestamp { Seconds = -Never }),
                ("end_time", request => request.EndTime = new Timestamp { Seconds = Never }),
                ("request_id", request => request.RequestId += "r"))
            .Add<GetWindowRequest, Window>(
                "GetWindow", () => Task.FromResult(new GetWindowRequest { WindowId = window }),
                (_, found) => Check(() => found.Features.Count.ShouldBe(Limits.FeaturesOfReport)),
                ("window_id", request => request.WindowId = new string('w', Limits.IdLength + 1)))
            .Add<ListWindowsRequest, ListWindowsResponse>(
                "ListWindows",
                () => Task.FromResult(new ListWindowsRequest
                {
                    Deployment = Deployment, PageSize = int.MaxValue, Verdict = WindowVerdict.Drifted,
                    StartTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MinValue),
                    EndTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MaxValue),
                }),
                (_, listed) => Check(() => listed.Windows.ShouldHaveSingleItem().WindowId.ShouldBe(window)),
                ("deployment", request => request.Deployment += "d"),
                ("verdict", request => request.Verdict = (WindowVerdict)99),
                ("start_time", request => request.StartTime = new Timestamp { Seconds = -Never }),
                ("end_time", request => request.EndTime = new Timestamp { Seconds = Never }))
            .Add<ListWindowFeaturesRequest, ListWindowFeaturesResponse>(
                "ListWindowFeatures",
                () => Task.FromResult(new ListWindowFeaturesRequest { WindowId = window, PageSize = int.MaxValue, DriftedOnly = true }),
                (_, listed) => Check(() => listed.Features.Count.ShouldBe(Limits.FeaturesOfReport)),
                ("window_id", request => request.WindowId = new string('w', Limits.IdLength + 1)))
            .Add<GetAlertRequest, Alert>(
                "GetAlert", () => Task.FromResult(new GetAlertRequest { AlertId = alert }),
                (_, found) => Check(() => found.DriftedFeatures.Count.ShouldBe(Limits.FeaturesOfReport)),
                ("alert_id", request => request.AlertId = new string('a', Limits.IdLength + 1)))
            .Add<ListAlertsRequest, ListAlertsResponse>(
                "ListAlerts",
                () => Task.FromResult(new ListAlertsRequest { Deployment = Deployment, PageSize = int.MaxValue, State = AlertState.Open }),
                (_, listed) => Check(() => listed.Alerts.ShouldHaveSingleItem().AlertId.ShouldBe(alert)),
                ("deployment", request => request.Deployment += "d"),
                ("state", request => request.State = (AlertState)99))
            .Add<AcknowledgeAlertRequest, Alert>(
                "AcknowledgeAlert",
                () => Task.FromResult(new AcknowledgeAlertRequest { AlertId = alert, Reason = Reason, RequestId = Id }),
                async (_, _) => (await system.System.ConsumeAsync<AlertAcknowledged>(Topics.Monitoring)).Data.Reason.ShouldBe(Reason),
                ("alert_id", request => request.AlertId = new string('a', Limits.IdLength + 1)),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<ResolveAlertRequest, Alert>(
                "ResolveAlert",
                () => Task.FromResult(new ResolveAlertRequest { AlertId = alert, Reason = Reason, RequestId = Id }),
                async (_, _) => (await system.System.ConsumeAsync<AlertResolved>(Topics.Monitoring)).Data.Reason.ShouldBe(Reason),
                ("alert_id", request => request.AlertId = new string('a', Limits.IdLength + 1)),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .SendAllAsync(output.WriteLine);
    }

    [Fact]
    public async Task the_largest_prediction_arrives_and_is_judged()
    {
        // What Serving answers and logs at most: 131,072 values, and as many outputs as fit its message.
        const int rows = 131_072 / 2;
        await system.DeployAsync("largest-prediction");
        await system.LogAsync("largest-prediction", new Prediction
        {
            PredictionId = new string('p', Limits.IdLength), ClientId = new string('特', Limits.IdLength), Deployment = "largest-prediction",
            ModelVersion = 1, Rows = rows, Time = Given.Start.ToTimestamp(), FeatureNames = { "temp", "hr" },
            Features = { Enumerable.Range(0, rows * 2).Select(i => i % 2 == 0 ? 0.5f : i % 24) }, Outputs = { new float[rows] },
        });

        (await system.EvaluateAsync("largest-prediction")).Rows.ShouldBe(rows);
        (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "largest-prediction" })).PredictionsReceived.ShouldBe(rows);
    }

    private static MonitorSettings Largest() => new()
    {
        Significance = 0.5, DriftShare = 1, WindowPredictions = Limits.RowsOfWindow / 2, MinimumRows = 50,
        EffectThresholds = { Tests.Select(test => new EffectThreshold { Test = test, EffectSize = test is "psi" ? 1000 : 0.01 }) },
        PredictionRetention = TimeSpan.FromDays(3650).ToDuration(),
    };

    private static Task Check(Action check)
    {
        check();
        return Task.CompletedTask;
    }
}
