using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using MlOps.Contracts;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using MlOps.Serving.PredictionLog;
using Npgsql;
using PredictionsLogged = MlOps.Contracts.Serving.V1.PredictionsLogged;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public class PredictionLogTests(ServingSystem system)
{
    [Fact]
    public async Task a_prediction_is_found_by_its_id_and_told_to_the_others()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        await Refused.WithAsync(
            StatusCode.NotFound, () => system.Deployments.GetPredictionAsync(new GetPredictionRequest { PredictionId = "order-7" }).ResponseAsync);
        var answer = await system.Http.InferAsync(deployment.Name, "order-7", temp: 0.25f, hum: float.MaxValue);
        answer.Answer().ShouldBe(5);

        var logged = await system.LoggedAsync(answer.PredictionId());

        (logged.Deployment, logged.Model, logged.ModelVersion, logged.Rows, logged.Actor, logged.ClientId)
            .ShouldBe((deployment.Name, deployment.Model, 1, 1, "app", "order-7"));
        logged.FeatureNames.ShouldBe(["temp", "hum"]);
        logged.Features.ShouldBe([0.25f, float.MaxValue]);
        logged.Outputs.ShouldBe([5]);
        logged.EntityKeys.ShouldBeEmpty();
        logged.LatencyMs.ShouldBeGreaterThan(0);
        var told = await system.System.ConsumeAsync<PredictionsLogged>(Topics.Predictions, e => e.Data.Deployment == deployment.Name);
        (told.Subject, told.Actor, told.Data.Count).ShouldBe(($"predictions/{deployment.Name}", "service:serving", 1));
        told.Data.Predictions.ShouldBe([logged]);
        told.Data.ContentDigest.ShouldBe($"sha256:{Convert.ToHexStringLower(SHA256.HashData(logged.ToByteArray()))}");
    }

    [Fact]
    public async Task two_requests_with_the_same_client_id_are_two_predictions()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var first = await system.Http.InferAsync(deployment.Name, "1", temp: 0.1f);
        var second = await system.Http.InferAsync(deployment.Name, "1", temp: 0.2f);

        ((string)first.Body["id"]!, (string)second.Body["id"]!).ShouldBe(("1", "1"));
        string.CompareOrdinal(first.PredictionId(), second.PredictionId()).ShouldBeNegative();
        (await system.LoggedAsync(first.PredictionId())).Features[0].ShouldBe(0.1f);
        (await system.LoggedAsync(second.PredictionId())).Features[0].ShouldBe(0.2f);
        (await ToldUntilSentinelAsync(deployment.Name)).ShouldBe([first.PredictionId(), second.PredictionId()]);
    }

    [Fact]
    public async Task the_prediction_s_id_is_in_the_answer_s_parameters_and_headers_of_both_protocols()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        using var rest = await system.Http.PostAsJsonAsync($"/v2/models/{deployment.Name}/infer", Oip.Request(null, ("temp", 1), ("hum", 1)));
        var body = (await rest.Content.ReadFromJsonAsync<JsonObject>())!;
        var id = (string)body["parameters"]!["prediction_id"]!;
        id.ShouldMatch("^[0-9a-f]{12}7[0-9a-f]{19}$");
        rest.Headers.GetValues("mlops-prediction-id").ShouldBe([id]);
        ((string)body["id"]!).ShouldBe(id);

        using var call = system.Inference.ModelInferAsync(new ModelInferRequest
        {
            ModelName = deployment.Name,
            Id = "mine",
            Inputs = { Input("temp"), Input("hum") },
        });
        var answer = await call;
        var own = answer.Parameters["prediction_id"].StringParam;
        (answer.Id, (await call.ResponseHeadersAsync).GetValue("mlops-prediction-id")).ShouldBe(("mine", own));
        (await system.LoggedAsync(own)).ClientId.ShouldBe("mine");

        static ModelInferRequest.Types.InferInputTensor Input(string name) =>
            new() { Name = name, Datatype = "FP32", Shape = { 1 }, Contents = new InferTensorContents { Fp32Contents = { 1 } } };
    }

    [Fact]
    public async Task what_was_answered_before_a_stop_is_logged_once_after_it()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var ids = new string[40];
        for (var i = 0; i < ids.Length; i++) ids[i] = (await system.Http.InferAsync(deployment.Name)).PredictionId();

        await system.Serving.RestartAsync();

        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 200);
        (await ToldUntilSentinelAsync(deployment.Name)).Where(ids.Contains).ShouldBe(ids, ignoreOrder: true);
        (await RowsAsync(ids)).ShouldBe(ids.Length);
    }

    [Fact]
    public async Task what_a_killed_process_left_is_logged_once()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var ids = Enumerable.Range(0, 10).Select(_ => PredictionId.New(DateTimeOffset.UtcNow)).ToArray();
        var journal = Path.Combine(system.System.BlobRoot, "..", "prediction-journal");
        var left = JournalOf(deployment.Name, ids);
        await system.Serving.StopAsync();
        // Open when it was killed, in the middle of a record; and a segment that was stored already, but not yet deleted.
        await File.WriteAllBytesAsync(Path.Combine(journal, $"{Guid.CreateVersion7():N}{SegmentFile.Open}"), left[..^3]);
        await File.WriteAllBytesAsync(Path.Combine(journal, $"{Guid.CreateVersion7():N}{SegmentFile.Closed}"), left);
        var damaged = left.ToArray();
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(journal, $"{Guid.CreateVersion7():N}{SegmentFile.Closed}"), damaged);

        await system.Serving.StartAsync();

        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 200);
        (await ToldUntilSentinelAsync(deployment.Name)).Where(ids.Contains).ShouldBe(ids, ignoreOrder: true);
        (await RowsAsync(ids)).ShouldBe(ids.Length);
        var kept = Directory.EnumerateFiles(journal, $"*{SegmentFile.Damaged}").ShouldHaveSingleItem();
        (await File.ReadAllBytesAsync(kept)).ShouldBe(damaged);
        File.Delete(kept);
    }

    /// <summary>The ids of predictions that were told of a deployment, up to one more prediction, which is made now.</summary>
    private async Task<List<string>> ToldUntilSentinelAsync(string deployment)
    {
        var sentinel = (await system.Http.InferAsync(deployment)).PredictionId();
        var told = await system.System.ReadAsync(
            Topics.Predictions, results => results[^1].Predictions().Any(prediction => prediction.PredictionId == sentinel));
        return [.. told.SelectMany(result => result.Predictions())
            .Where(prediction => prediction.Deployment == deployment && prediction.PredictionId != sentinel)
            .Select(prediction => prediction.PredictionId)];
    }

    private async Task<long> RowsAsync(string[] ids)
    {
        await using var connection = new NpgsqlConnection(system.Serving.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM prediction WHERE prediction_id = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static byte[] JournalOf(string deployment, string[] ids)
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-journal-").FullName;
        using (var journal = new PredictionJournal(new ConfigurationBuilder().AddInMemoryCollection([new("Predictions:Journal", directory)]).Build()))
        {
            foreach (var id in ids)
            {
                journal.TryAppend(new Prediction
                {
                    PredictionId = id, Deployment = deployment, Time = DateTimeOffset.UtcNow.ToTimestamp(), Rows = 1, Outputs = { 5 },
                });
            }
        }

        var bytes = File.ReadAllBytes(Directory.EnumerateFiles(directory, $"*{SegmentFile.Closed}").Single());
        Directory.Delete(directory, recursive: true);
        return bytes;
    }
}
