using Google.Rpc;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;

namespace MlOps.Monitoring.Tests;

public sealed class MonitoringCallsTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task a_window_like_the_training_data_is_stable_and_its_rmse_is_over_the_labels()
    {
        await system.DeployAsync("stable");
        var ids = await system.PredictAsync("stable", 500);
        var labels = ids.Select((id, row) => new GroundTruth { PredictionId = id, Value = row + (row % 2 == 0 ? 2 : -2) });
        await system.As("eve").RecordGroundTruthAsync(new RecordGroundTruthRequest { Deployment = "stable", Labels = { labels } });

        var window = await system.EvaluateAsync("stable");

        (window.Rows, window.Verdict, window.ModelVersion).ShouldBe((500, WindowVerdict.Stable, 1));
        window.Features.Select(feature => feature.Feature).ShouldBe(["temp", "hr"]);
        (window.Performance.LabelledRows, window.Metric("rmse"), window.Metric("mae"), window.Metric("mean-error")).ShouldBe((500, 2, 2, 0));
        (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "stable" })).LabelsReceived.ShouldBe(500);
    }

    [Fact]
    public async Task a_shifted_window_raises_drift_detected_for_everyone_to_hear()
    {
        await system.DeployAsync("shifted");
        await system.PredictAsync("shifted", 300, shift: 0.5f);

        var window = await system.EvaluateAsync("shifted");

        window.Verdict.ShouldBe(WindowVerdict.Drifted);
        var alerts = await system.As("eve").ListAlertsAsync(new ListAlertsRequest { Deployment = "shifted" });
        alerts.Alerts.ShouldHaveSingleItem().FirstWindowId.ShouldBe(window.WindowId);
        var told = await system.System.ConsumeAsync<DriftDetected>(Topics.Monitoring, message => message.Data.Deployment == "shifted");
        told.Data.DriftedFeatures.ShouldHaveSingleItem().Feature.ShouldBe("temp");
    }

    [Fact]
    public async Task labels_may_come_first_and_a_later_one_replaces_an_earlier_one()
    {
        await system.DeployAsync("early");
        var label = new GroundTruth { PredictionId = "will-come", Value = 100 };
        await system.As("app", "application").RecordGroundTruthAsync(new RecordGroundTruthRequest { Deployment = "early", Labels = { label } });
        label.Value = 7;
        await system.As("app", "application").RecordGroundTruthAsync(new RecordGroundTruthRequest { Deployment = "early", Labels = { label } });
        var logged = new PredictionsLogged { Deployment = "early", SegmentId = "s", Count = 1 };
        logged.Predictions.Add(new Prediction
        {
            PredictionId = "will-come", Deployment = "early", ModelVersion = 1, Rows = 1, Time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Given.Start),
            FeatureNames = { "temp", "hr" }, Features = { 0.5f, 3 }, Outputs = { 10 },
        });
        await system.System.PublishAsync(Topics.Predictions, "predictions/early", logged);
        await Eventually.HoldsAsync(async () => (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "early" })).PredictionsReceived == 1);

        var window = await system.EvaluateAsync("early");

        window.Verdict.ShouldBe(WindowVerdict.InsufficientData);
        (window.Performance.LabelledRows, window.Metric("mean-error")).ShouldBe((1, 3));
    }

    [Fact]
    public async Task an_event_that_comes_twice_counts_once()
    {
        await system.DeployAsync("twice");
        var id = Guid.NewGuid().ToString();
        await system.PredictAsync("twice", 60, eventId: id);
        var logged = new PredictionsLogged { Deployment = "twice", SegmentId = "other", Count = 1, Predictions = { new Prediction { PredictionId = "extra", Deployment = "twice", Rows = 1 } } };
        await system.System.PublishAsync(Topics.Predictions, "predictions/twice", logged, id);
        await system.PredictAsync("twice", 1);

        (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "twice" })).PredictionsReceived.ShouldBe(61);
    }

    [Fact]
    public async Task another_version_is_compared_with_its_own_profile()
    {
        await system.DeployAsync("moved");
        await system.PredictAsync("moved", 200);
        await system.DeployAsync("moved", version: 2, profile: Given.ShiftedProfile);
        await system.PredictAsync("moved", 200, shift: 0.5f, version: 2, start: Given.Start.AddDays(1));

        var first = await system.EvaluateAsync("moved");
        var second = await system.EvaluateAsync("moved", start: Given.Start.AddDays(1));

        (first.ModelVersion, first.Verdict).ShouldBe((1, WindowVerdict.Stable));
        (second.ModelVersion, second.Verdict).ShouldBe((2, WindowVerdict.Stable));
        first.ReferenceProfileDigest.ShouldNotBe(second.ReferenceProfileDigest);
    }

    [Fact]
    public async Task a_window_closes_by_itself_when_enough_rows_have_come()
    {
        await system.DeployAsync("closing");
        await system.As("eve").ConfigureMonitorAsync(new ConfigureMonitorRequest
        {
            Deployment = "closing", Settings = new MonitorSettings { WindowPredictions = 100 },
        });

        await system.PredictAsync("closing", 250);

        var windows = await Eventually.GetsAsync(
            async () => (await system.As("eve").ListWindowsAsync(new ListWindowsRequest { Deployment = "closing" })).Windows, windows => windows.Count == 2);
        windows.Select(window => window.Rows).ShouldBe([100, 100]);
    }

    [Fact]
    public async Task a_repeated_request_gets_the_first_answer_and_counts_once()
    {
        await system.DeployAsync("repeated");
        var ids = await system.PredictAsync("repeated", 60);
        var truth = new RecordGroundTruthRequest { Deployment = "repeated", RequestId = "truth", Labels = { new GroundTruth { PredictionId = ids[0], Value = 1 } } };

        var first = await system.EvaluateAsync("repeated", "w");
        var again = await system.EvaluateAsync("repeated", "w");
        await system.As("eve").RecordGroundTruthAsync(truth);
        await system.As("eve").RecordGroundTruthAsync(truth);

        again.ShouldBe(first);
        (await system.As("eve").ListWindowsAsync(new ListWindowsRequest { Deployment = "repeated" })).Windows.Count.ShouldBe(1);
        (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "repeated" })).LabelsReceived.ShouldBe(1);
    }

    [Fact]
    public async Task bad_input_names_every_fault_and_changes_nothing()
    {
        await system.DeployAsync("hostile");
        var request = new RecordGroundTruthRequest
        {
            Deployment = "hostile", Labels = { new GroundTruth { PredictionId = "", Row = -1, Value = double.NaN }, new GroundTruth { PredictionId = "fine", Value = 1 } },
        };

        var refused = await Should.ThrowAsync<RpcException>(() => system.As("eve").RecordGroundTruthAsync(request).ResponseAsync);
        var window = await Should.ThrowAsync<RpcException>(() => system.As("eve").EvaluateWindowAsync(new EvaluateWindowRequest { Deployment = "hostile" }).ResponseAsync);
        var nobody = await Should.ThrowAsync<RpcException>(() => system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "nobody" }).ResponseAsync);
        var stale = await Should.ThrowAsync<RpcException>(() => system.As("eve").ConfigureMonitorAsync(new ConfigureMonitorRequest
        {
            Deployment = "hostile", Settings = new MonitorSettings { Significance = 0.05 }, ExpectedVersion = 99,
        }).ResponseAsync);
        var role = await Should.ThrowAsync<RpcException>(() => system.As("aud", "auditor").RecordGroundTruthAsync(request).ResponseAsync);

        var faults = refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field);
        faults.ShouldBe(["labels[0].prediction_id", "labels[0].row", "labels[0].value"], ignoreOrder: true);
        (window.StatusCode, nobody.StatusCode, stale.StatusCode, role.StatusCode)
            .ShouldBe((StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.Aborted, StatusCode.PermissionDenied));
        (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "hostile" })).LabelsReceived.ShouldBe(0);
    }
}
