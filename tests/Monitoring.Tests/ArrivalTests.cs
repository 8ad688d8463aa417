using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.Monitoring.Predictions;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.Monitoring.Tests;

public sealed class ArrivalTests(MonitoringSystem system) : IClassFixture<MonitoringSystem>
{
    [Fact]
    public async Task a_request_of_many_rows_has_a_label_for_each_and_the_first_output_is_what_was_predicted()
    {
        await system.DeployAsync("many-rows");
        await system.LogAsync("many-rows", new Prediction
        {
            PredictionId = "batch", Deployment = "many-rows", ModelVersion = 1, Rows = 3, Time = Given.Start.ToTimestamp(),
            FeatureNames = { "other", "hr" }, Features = { 9, 1, 9, 2, 9, 3 }, Outputs = { 10, 0, 20, 0, 30, 0 },
        });
        var labels = new[] { 11.0, 22, 33 }.Select((value, row) => new GroundTruth { PredictionId = "batch", Row = row, Value = value });
        await system.As("eve").RecordGroundTruthAsync(new RecordGroundTruthRequest { Deployment = "many-rows", Labels = { labels } });

        var window = await system.EvaluateAsync("many-rows");

        (window.Rows, window.Performance.LabelledRows, window.Metric("mean-error"), window.Metric("mae")).ShouldBe((3, 3, -2, 2));
        var (temp, hr) = (window.Features[0], window.Features[1]);
        (temp.Missing, hr.Missing, hr.WindowMean).ShouldBe((3, 0, 2));
    }

    [Fact]
    public async Task labels_of_one_deployment_say_nothing_about_another_with_the_same_ids()
    {
        await system.DeployAsync("mine");
        await system.DeployAsync("yours");
        foreach (var deployment in (string[])["mine", "yours"]) await system.LogAsync(deployment, One("same-id", deployment));
        await system.As("eve").RecordGroundTruthAsync(new RecordGroundTruthRequest { Deployment = "yours", Labels = { new GroundTruth { PredictionId = "same-id", Value = 1 } } });

        (await system.EvaluateAsync("mine")).ShouldSatisfyAllConditions(window => window.Rows.ShouldBe(1), window => window.Performance.ShouldBeNull());
        (await system.EvaluateAsync("yours")).Performance.LabelledRows.ShouldBe(1);
    }

    [Fact]
    public async Task a_label_by_client_id_holds_for_every_prediction_with_it_and_one_by_prediction_id_goes_before_it()
    {
        await system.DeployAsync("clients");
        var client = system.As("app", "application");
        await system.LogAsync("clients", One("p-1", "clients", "1"), One("p-2", "clients", "1", rows: 2), One("p-3", "clients", "2"));
        await client.RecordGroundTruthAsync(new RecordGroundTruthRequest
        {
            Deployment = "clients",
            Labels =
            {
                new GroundTruth { PredictionId = "p-1", Value = 14 }, new GroundTruth { ClientId = "1", Value = 11 },
                new GroundTruth { ClientId = "1", Row = 1, Value = 12 }, new GroundTruth { ClientId = "p-3", Value = 99 },
            },
        });
        // One that comes later has the label of its client too.
        await system.LogAsync("clients", One("p-4", "clients", "1"));

        var window = await system.EvaluateAsync("clients");

        // p-1: 14 - 10; p-2: 11 - 10 and 12 - 10; p-4: 11 - 10; p-3 has none.
        (window.Rows, window.Performance.LabelledRows, window.Metric("mean-error")).ShouldBe((5, 4, -2));
    }

    [Fact]
    public async Task predictions_with_the_same_client_id_are_counted_each()
    {
        await system.DeployAsync("same-client");
        await system.LogAsync("same-client", One("q-1", "same-client", "1"), One("q-2", "same-client", "1"));

        (await system.EvaluateAsync("same-client")).Rows.ShouldBe(2);
    }

    [Fact]
    public async Task a_prediction_that_another_segment_repeats_counts_once()
    {
        await system.DeployAsync("resent");
        await system.LogAsync("resent", One("again", "resent"));
        await system.LogAsync("resent", One("again", "resent"), One("again", "resent"), One("new", "resent"));

        (await system.EvaluateAsync("resent")).Rows.ShouldBe(2);
        (await system.As("eve").GetMonitorAsync(new GetMonitorRequest { Deployment = "resent" })).PredictionsReceived.ShouldBe(2);
    }

    [Fact]
    public async Task a_segment_that_does_not_fit_together_goes_to_the_dead_letters_and_what_comes_after_it_arrives()
    {
        await system.DeployAsync("torn");
        var torn = One("torn-request", "torn");
        torn.Features.Add(1);
        await system.System.PublishAsync(Topics.Predictions, "predictions/torn", new PredictionsLogged { Deployment = "torn", Predictions = { torn } });

        await system.LogAsync("torn", One("sound", "torn"));

        var dead = await system.System.ReadAsync(Topics.DeadLetters(Topics.Predictions), results => results.Count > 0);
        dead[0].Message.Key.ShouldBe("default/predictions/torn");
        System.Text.Encoding.UTF8.GetString(dead[0].Message.Headers.GetLastBytes("dlq_reason")).ShouldContain("torn-request");
        (await system.EvaluateAsync("torn")).Rows.ShouldBe(1);
    }

    [Fact]
    public async Task a_window_beyond_the_limit_is_refused_and_names_it()
    {
        await system.DeployAsync("huge");
        await using (var connection = new NpgsqlConnection(system.Monitoring.Database))
        {
            await connection.OpenAsync();
            await using var insert = new NpgsqlCommand($"INSERT INTO logged_prediction VALUES ('default', 'huge', 'r', '', 1, $1, '[]', '', '', {Limits.RowsOfWindow + 1})", connection);
            insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = Given.Start });
            await insert.ExecuteNonQueryAsync();
        }

        var refused = await Should.ThrowAsync<RpcException>(() => system.EvaluateAsync("huge"));

        refused.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        refused.GetRpcStatus()!.GetDetail<QuotaFailure>()!.Violations.ShouldHaveSingleItem().Description.ShouldContain("1000000");
    }

    [Fact]
    public async Task a_version_without_a_profile_cannot_be_judged_and_one_whose_profile_is_broken_neither()
    {
        await system.DeployWithAsync("blind", digest: "");
        await system.DeployWithAsync("broken", digest: await system.StoreAsync("{}"));

        foreach (var deployment in (string[])["blind", "broken"])
        {
            var refused = await Should.ThrowAsync<RpcException>(() => system.EvaluateAsync(deployment));
            refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
            refused.GetRpcStatus()!.GetDetail<PreconditionFailure>()!.Violations.ShouldHaveSingleItem().Subject.ShouldBe("bike-demand@1");
        }
    }

    [Fact]
    public async Task moments_and_numbers_that_cannot_be_are_refused_by_name()
    {
        await system.DeployAsync("edges");
        var client = system.As("eve");
        var moments = await Should.ThrowAsync<RpcException>(() => client.EvaluateWindowAsync(new EvaluateWindowRequest
        {
            Deployment = "edges", StartTime = new Timestamp { Nanos = -1 }, EndTime = new Timestamp { Seconds = long.MaxValue },
        }).ResponseAsync);
        var settings = await Should.ThrowAsync<RpcException>(() => client.ConfigureMonitorAsync(new ConfigureMonitorRequest
        {
            Deployment = "Edges!",
            Settings = new MonitorSettings
            {
                Significance = double.NaN, DriftShare = -1, WindowPredictions = 500_001, MinimumRows = -1,
                EffectThresholds = { new EffectThreshold { Test = "no-test", EffectSize = double.PositiveInfinity } },
                PredictionRetention = new Duration { Seconds = -1 },
            },
        }).ResponseAsync);
        var nul = await Should.ThrowAsync<RpcException>(() => client.GetWindowAsync(new GetWindowRequest { WindowId = "\0" }).ResponseAsync);

        Fields(moments).ShouldBe(["start_time", "end_time"]);
        Fields(settings).ShouldBe(
            ["deployment", "settings.significance", "settings.effect_thresholds.test", "settings.effect_thresholds.effect_size", "settings.drift_share",
            "settings.window_predictions", "settings.minimum_rows", "settings.prediction_retention"]);
        Fields(nul).ShouldBe(["window_id"]);

        static IEnumerable<string> Fields(RpcException e) => e.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field);
    }

    private static Prediction One(string id, string deployment, string client = "", int rows = 1) => new()
    {
        PredictionId = id, ClientId = client, Deployment = deployment, ModelVersion = 1, Rows = rows, Time = Given.Start.ToTimestamp(),
        FeatureNames = { "temp", "hr" }, Features = { Enumerable.Repeat(new[] { 0.5f, 3 }, rows).SelectMany(row => row) },
        Outputs = { Enumerable.Repeat(10f, rows) },
    };
}
