using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceHost;
using MlOps.Serving.PredictionLog;
using PredictionsLogged = MlOps.Contracts.Serving.V1.PredictionsLogged;

namespace MlOps.Serving.Tests;

/// <summary>Two nodes of the service beside each other, on one database.</summary>
[Collection(ServingCollection.Name)]
public sealed class TwoNodesTests(ServingSystem system) : IAsyncLifetime
{
    private readonly DirectoryInfo journal = Directory.CreateTempSubdirectory("mlops-test-journal-");
    private TestService other = null!;

    private ModelServing.ModelServingClient OtherDeployments => new(other.ChannelAs(ServingSystem.Engineer, "engineer"));

    public async Task InitializeAsync() => other = await system.Serving.StartSecondNodeAsync([new("Predictions:Journal", journal.FullName)]);

    public async Task DisposeAsync()
    {
        await other.DisposeAsync();
        journal.Delete(recursive: true);
    }

    [Fact]
    public async Task what_one_node_deploys_both_serve_until_the_other_retires_it()
    {
        var http = other.HttpAs("app", "application");
        var deployment = await system.DeploymentAsync(answer: 1);
        await AnswersAsync(http, deployment.Name, 1);

        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Answering(2)));
        await AnswersAsync(http, deployment.Name, 2);
        await AnswersAsync(system.Http, deployment.Name, 2);

        await OtherDeployments.RetireDeploymentAsync(new RetireDeploymentRequest { Name = deployment.Name });
        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 404);
        (await http.InferAsync(deployment.Name)).Refusal(404);
    }

    [Fact]
    public async Task a_promotion_is_recorded_once_whichever_node_hears_of_it()
    {
        var deployment = await system.DeploymentAsync(answer: 1);
        for (var version = 2; version <= 5; version++)
            await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.Answering(version)));
        await system.UntilAsync(deployment.Name, d => d.ActiveVersion == 5);

        using var stream = new AuditLog.AuditLogClient(other.ChannelAs("ada", "auditor")).ReadStream(new ReadStreamRequest { Stream = $"deployment/{deployment.Name}" });
        (await stream.ResponseStream.ReadAllAsync().Select(recorded => recorded.Type).ToListAsync())
            .ShouldBe(["deployment_created", .. Enumerable.Repeat("model_version_deployed", 5)]);
    }

    [Fact]
    public async Task of_two_contradicting_changes_one_is_refused()
    {
        var model = await system.ModelAsync(answer: 1);
        var request = new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = model, Alias = "champion" };

        (await StatusesAsync(node => node.CreateDeploymentAsync(request).ResponseAsync)).ShouldBe([StatusCode.OK, StatusCode.AlreadyExists], ignoreOrder: true);

        var deployment = await system.UntilAsync(request.Name, d => d.State == DeploymentState.Ready);
        var retire = new RetireDeploymentRequest { Name = request.Name, ExpectedVersion = 2 };
        (await StatusesAsync(node => node.RetireDeploymentAsync(retire).ResponseAsync)).ShouldBe([StatusCode.OK, StatusCode.Aborted], ignoreOrder: true);
        deployment.Model.ShouldBe(model);
    }

    [Fact]
    public async Task one_request_id_is_one_change_on_both_nodes()
    {
        var request = new CreateDeploymentRequest { Name = $"d-{Guid.NewGuid():n}", Model = await system.ModelAsync(answer: 1), Alias = "champion", RequestId = $"{Guid.NewGuid()}" };

        (await StatusesAsync(node => node.CreateDeploymentAsync(request).ResponseAsync)).ShouldAllBe(status => status == StatusCode.OK);
    }

    [Fact]
    public async Task a_prediction_that_both_nodes_log_at_once_is_logged_by_one()
    {
        var deployment = $"d-{Guid.NewGuid():n}";
        var prediction = new Prediction
        {
            PredictionId = PredictionId.New(DateTimeOffset.UtcNow), Deployment = deployment, Time = DateTimeOffset.UtcNow.ToTimestamp(), Rows = 1, Outputs = { 5 },
        };
        LoggedPrediction[] records = [new(prediction, prediction.ToByteArray())];
        await using var mine = await LogAsync(system.Serving, records);
        await using var theirs = await LogAsync(other, records);
        await mine.SaveChangesAsync();

        LostRace.Is((await Record.ExceptionAsync(() => theirs.SaveChangesAsync()))!).ShouldBeTrue();

        await using var again = await LogAsync(other, records);
        again.PendingChanges.Streams().ShouldBeEmpty();
        (await ToldAsync(deployment, 1)).ShouldBe([prediction.PredictionId]);
    }

    [Fact]
    public async Task what_both_nodes_log_at_once_is_logged_without_waiting()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        var http = other.HttpAs("app", "application");
        await AnswersAsync(http, deployment.Name, 5);
        var ids = new ConcurrentBag<string>();
        var logged = system.Serving.Log.Count;

        await Parallel.ForEachAsync(Enumerable.Range(0, 300), async (number, _) =>
        {
            var answer = await (number % 2 == 0 ? http : system.Http).InferAsync(deployment.Name, "same");
            answer.Answer().ShouldBe(5);
            ids.Add(answer.PredictionId());
        });

        ids.ShouldBeUnique();
        ids.ShouldBeSubsetOf(await ToldAsync(deployment.Name, ids.Count));
        system.Serving.Log.Skip(logged).Concat(other.Log).Where(line => line.Contains(nameof(PredictionShipper))).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_killed_node_loses_no_answered_prediction_and_tells_none_twice()
    {
        var deployment = await system.DeploymentAsync(answer: 5);
        using var killed = new ServingProcess(system.Serving, system.System.TokenOf("app", "application"));
        var http = killed.Http;
        await AnswersAsync(http, deployment.Name, 5);
        var answered = new List<string>();
        while (answered.Count < 200)
        {
            // The first node gets the same request, as if the caller had sent it again.
            var both = await Task.WhenAll(http.InferAsync(deployment.Name, "1"), system.Http.InferAsync(deployment.Name, "1"));
            both.ShouldAllBe(answer => answer.Status == 200);
            answered.AddRange(both.Select(answer => answer.PredictionId()));
        }

        killed.Kill();
        killed.Restart();

        await AnswersAsync(http, deployment.Name, 5);
        var told = await ToldAsync(deployment.Name, answered.Count);
        answered.ShouldBeSubsetOf(told);
        told.ShouldBe(told.Distinct());
    }

    private static Task AnswersAsync(HttpClient node, string deployment, float answer) => Eventually.HoldsAsync(async () =>
    {
        try
        {
            var response = await node.InferAsync(deployment);
            return response.Status == 200 && response.Answer() == answer;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    private async Task<StatusCode[]> StatusesAsync<T>(Func<ModelServing.ModelServingClient, Task<T>> call) =>
        await Task.WhenAll(new[] { system.Deployments, OtherDeployments }.Select(async node =>
        {
            try
            {
                await call(node);
                return StatusCode.OK;
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
        }));

    /// <summary>A session of a node's shipper that is about to store predictions.</summary>
    private static async Task<Marten.IDocumentSession> LogAsync(TestService node, LoggedPrediction[] records)
    {
        using var acting = node.Services.GetRequiredService<ServiceIdentity>().Act();
        var session = node.Services.GetRequiredService<CallerSessions>().Open();
        await node.Services.GetRequiredService<PredictionSegments>().AddAsync(session, $"{Guid.CreateVersion7():N}", records, CancellationToken.None);
        return session;
    }

    /// <summary>The ids of the predictions that were told of a deployment, at least so many; each event holds what it says.</summary>
    private async Task<List<string>> ToldAsync(string deployment, int count)
    {
        var told = new List<PredictionsLogged>();
        await system.System.ReadAsync(Topics.Predictions, results =>
        {
            told = [.. results.Select(result => result.Logged()).OfType<PredictionsLogged>().Where(e => e.Deployment == deployment)];
            return told.SelectMany(e => e.Predictions).DistinctBy(prediction => prediction.PredictionId).Count() >= count;
        });
        foreach (var e in told)
        {
            e.Predictions.Count.ShouldBe(e.Count);
            e.ContentDigest.ShouldBe($"sha256:{Convert.ToHexStringLower(SHA256.HashData([.. e.Predictions.SelectMany(prediction => prediction.ToByteArray())]))}");
        }
        return [.. told.SelectMany(e => e.Predictions).Select(prediction => prediction.PredictionId)];
    }
}
