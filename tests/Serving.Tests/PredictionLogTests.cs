using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using MlOps.Contracts;
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
    public async Task a_prediction_is_found_by_its_request_id_and_told_to_the_others()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var id = $"{Guid.NewGuid()}";
        await Refused.WithAsync(StatusCode.NotFound, () => system.Deployments.GetPredictionAsync(new GetPredictionRequest { RequestId = id }).ResponseAsync);
        (await system.Http.InferAsync(deployment.Name, id, temp: 0.25f, hum: float.MaxValue)).Answer().ShouldBe(5);

        var logged = await LoggedAsync(id);

        (logged.Deployment, logged.Model, logged.ModelVersion, logged.Rows, logged.Actor).ShouldBe((deployment.Name, deployment.Model, 1, 1, "app"));
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
    public async Task a_repeated_request_id_is_answered_and_logged_once()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var id = $"{Guid.NewGuid()}";
        (await system.Http.InferAsync(deployment.Name, id, temp: 0.1f)).Answer().ShouldBe(5);
        (await system.Http.InferAsync(deployment.Name, id, temp: 0.2f)).Answer().ShouldBe(5);
        await LoggedAsync(id);
        (await system.Http.InferAsync(deployment.Name, id, temp: 0.3f)).Answer().ShouldBe(5);

        (await LoggedAsync(id)).Features[0].ShouldBe(0.1f);
        (await ToldUntilSentinelAsync(deployment.Name)).ShouldBe([id]);
    }

    [Fact]
    public async Task what_was_answered_before_a_stop_is_logged_once_after_it()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var ids = Enumerable.Range(0, 40).Select(_ => $"{Guid.NewGuid()}").ToArray();
        foreach (var id in ids) (await system.Http.InferAsync(deployment.Name, id)).Answer().ShouldBe(5);

        await system.Serving.RestartAsync();

        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 200);
        (await ToldUntilSentinelAsync(deployment.Name)).Where(ids.Contains).ShouldBe(ids, ignoreOrder: true);
        (await RowsAsync(ids)).ShouldBe(ids.Length);
    }

    [Fact]
    public async Task what_a_killed_process_left_is_logged_once()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var ids = Enumerable.Range(0, 10).Select(_ => $"{Guid.NewGuid()}").ToArray();
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

    private Task<Prediction> LoggedAsync(string id) => Eventually.GetsAsync<Prediction>(async () =>
    {
        try
        {
            return await system.Deployments.GetPredictionAsync(new GetPredictionRequest { RequestId = id });
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null!;
        }
    }, prediction => prediction is not null);

    /// <summary>The request ids that were told of a deployment, up to one more prediction, which is made now.</summary>
    private async Task<List<string>> ToldUntilSentinelAsync(string deployment)
    {
        var sentinel = $"{Guid.NewGuid()}";
        (await system.Http.InferAsync(deployment, sentinel)).Status.ShouldBe(200);
        var told = await system.System.ReadAsync(Topics.Predictions, results =>
            PredictionsLogged.Parser.ParseFrom(results[^1].Message.Value).Predictions.Any(prediction => prediction.RequestId == sentinel));
        return [.. told.SelectMany(result => PredictionsLogged.Parser.ParseFrom(result.Message.Value).Predictions)
            .Where(prediction => prediction.Deployment == deployment && prediction.RequestId != sentinel).Select(prediction => prediction.RequestId)];
    }

    private async Task<long> RowsAsync(string[] ids)
    {
        await using var connection = new NpgsqlConnection(system.Serving.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM prediction WHERE request_id = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static byte[] JournalOf(string deployment, string[] ids)
    {
        var directory = Directory.CreateTempSubdirectory("mlops-test-journal-").FullName;
        using (var journal = new PredictionJournal(new ConfigurationBuilder().AddInMemoryCollection([new("Predictions:Journal", directory)]).Build()))
        {
            foreach (var id in ids) journal.Append(new Prediction { RequestId = id, Deployment = deployment, Rows = 1, Outputs = { 5 } });
        }

        var bytes = File.ReadAllBytes(Directory.EnumerateFiles(directory, $"*{SegmentFile.Closed}").Single());
        Directory.Delete(directory, recursive: true);
        return bytes;
    }
}
