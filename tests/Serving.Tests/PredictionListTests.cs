using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using MlOps.Serving.PredictionLog;
using Npgsql;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public class PredictionListTests(ServingSystem system)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task predictions_are_listed_newest_first_by_client_and_by_time()
    {
        var deployment = (await system.DeploymentAsync()).Name;
        var other = (await system.DeploymentAsync()).Name;
        string[] ids = [.. await AddAsync(deployment, Noon, "a"), .. await AddAsync(deployment, Noon.AddMinutes(1), ""), .. await AddAsync(deployment, Noon.AddMinutes(2), "a")];
        await AddAsync(other, Noon, "a");

        (await ListAsync(new ListPredictionsRequest())).ShouldBe([ids[2], ids[1], ids[0]]);
        (await ListAsync(new ListPredictionsRequest { ClientId = "a" })).ShouldBe([ids[2], ids[0]]);
        (await ListAsync(new ListPredictionsRequest { ClientId = "b" })).ShouldBeEmpty();
        (await ListAsync(new ListPredictionsRequest { StartTime = Noon.AddMinutes(1).ToTimestamp() })).ShouldBe([ids[2], ids[1]]);
        (await ListAsync(new ListPredictionsRequest { EndTime = Noon.AddMinutes(1).ToTimestamp() })).ShouldBe([ids[0]]);
        (await ListAsync(new ListPredictionsRequest { StartTime = Noon.ToTimestamp(), EndTime = Noon.AddMinutes(2).ToTimestamp(), ClientId = "a" }))
            .ShouldBe([ids[0]]);
        await Refused.WithAsync(
            StatusCode.NotFound, () => system.Deployments.ListPredictionsAsync(new ListPredictionsRequest { Deployment = "nobody" }).ResponseAsync);

        async Task<List<string>> ListAsync(ListPredictionsRequest request) => await Pages.ReadAsync(2, async (size, token) =>
        {
            (request.Deployment, request.PageSize, request.PageToken) = (deployment, size, token);
            var page = await system.Deployments.ListPredictionsAsync(request);
            return (page.Predictions.Select(prediction => prediction.PredictionId), page.NextPageToken);
        });
    }

    [Fact]
    public async Task a_list_costs_the_same_statements_however_long_it_is()
    {
        var deployment = (await system.DeploymentAsync()).Name;
        await AddAsync(deployment, [.. Enumerable.Range(0, 5).Select(second => Noon.AddSeconds(second))], "a");
        using var queries = new QueryCount();

        foreach (var size in (int[])[1, 100])
        {
            var predictions = new ListPredictionsRequest { Deployment = deployment, PageSize = size };
            // One of them is whether there is such a deployment.
            (await queries.OfAsync(() => system.Deployments.ListPredictionsAsync(predictions).ResponseAsync)).ShouldBe(2);
            var deployments = new ListDeploymentsRequest { PageSize = size };
            (await queries.OfAsync(() => system.Deployments.ListDeploymentsAsync(deployments).ResponseAsync)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task retired_deployments_are_listed_on_request()
    {
        var deployment = await system.DeploymentAsync();
        await system.Deployments.RetireDeploymentAsync(new RetireDeploymentRequest { Name = deployment.Name });

        (await ListAsync(new ListDeploymentsRequest { Model = deployment.Model })).ShouldBeEmpty();
        (await ListAsync(new ListDeploymentsRequest { Model = deployment.Model, ShowArchived = true })).ShouldBe([deployment.Name]);
        (await ListAsync(new ListDeploymentsRequest { Model = deployment.Model, State = DeploymentState.Retired })).ShouldBe([deployment.Name]);

        async Task<IEnumerable<string>> ListAsync(ListDeploymentsRequest request) =>
            (await system.Deployments.ListDeploymentsAsync(request)).Deployments.Select(found => found.Name);
    }

    [Fact]
    public async Task a_page_of_the_largest_predictions_ends_at_4_mb()
    {
        var deployment = (await system.DeploymentAsync()).Name;
        var ids = await AddAsync(deployment, [.. Enumerable.Range(0, 11).Select(second => Noon.AddSeconds(second))], "", values: Limits.PredictionBytes / sizeof(float) - 100);

        var first = await system.Deployments.ListPredictionsAsync(new ListPredictionsRequest { Deployment = deployment });
        first.Predictions.Count.ShouldBe(4);
        first.CalculateSize().ShouldBeLessThan(4 << 20);
        var listed = await Pages.ReadAsync(100, async (size, token) =>
        {
            var page = await system.Deployments.ListPredictionsAsync(
                new ListPredictionsRequest { Deployment = deployment, PageSize = size, PageToken = token });
            return (page.Predictions.Select(prediction => prediction.PredictionId), page.NextPageToken);
        });
        listed.ShouldBe(ids.Reverse());
    }

    [Fact]
    public async Task who_may_not_read_those_of_all_reads_only_predictions_of_their_own()
    {
        var deployment = (await system.DeploymentAsync()).Name;
        string[] times = ["mine", "theirs", "mine"];
        // Kept: what is older than the retention goes at the next start.
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        var ids = new List<string>();
        foreach (var (i, actor) in times.Index()) ids.AddRange(await AddAsync(deployment, [start.AddSeconds(i)], "a", actor: actor));
        await ForgetActorsAsync(ids[0]);

        var own = new ModelServing.ModelServingClient(system.Serving.ChannelAs("mine", "application"));

        (await ListAsync(own)).ShouldBe([ids[2], ids[0]]);
        (await ListAsync(new ModelServing.ModelServingClient(system.Serving.ChannelAs("nobody", "application", "viewer")))).ShouldBeEmpty();
        (await ListAsync(new ModelServing.ModelServingClient(system.Serving.ChannelAs("mine", "application", "auditor"))))
            .ShouldBe([ids[2], ids[1], ids[0]]);
        (await own.GetPredictionAsync(new GetPredictionRequest { PredictionId = ids[0] })).Actor.ShouldBe("mine");
        await Refused.WithAsync(StatusCode.NotFound, () => own.GetPredictionAsync(new GetPredictionRequest { PredictionId = ids[1] }).ResponseAsync);

        async Task<List<string>> ListAsync(ModelServing.ModelServingClient client) => await Pages.ReadAsync(1, async (size, token) =>
        {
            var page = await client.ListPredictionsAsync(new ListPredictionsRequest { Deployment = deployment, PageSize = size, PageToken = token });
            return (page.Predictions.Select(prediction => prediction.PredictionId), page.NextPageToken);
        });
    }

    /// <summary>A row as it was before there was a column for the actor, which the next start fills.</summary>
    private async Task ForgetActorsAsync(string id)
    {
        await using var database = NpgsqlDataSource.Create(system.Serving.Database);
        await using var forget = database.CreateCommand("UPDATE prediction SET actor = NULL WHERE prediction_id = $1");
        forget.Parameters.AddWithValue(id);
        await forget.ExecuteNonQueryAsync();
        var journal = Directory.CreateTempSubdirectory("mlops-test-journal-");
        await using (await system.Serving.StartSecondNodeAsync([new("Predictions:Journal", journal.FullName)]))
        {
            await Eventually.HoldsAsync(async () =>
            {
                await using var read = database.CreateCommand("SELECT actor FROM prediction WHERE prediction_id = $1");
                read.Parameters.AddWithValue(id);
                return await read.ExecuteScalarAsync() is "mine";
            });
        }
        journal.Delete(recursive: true);
    }

    private Task<string[]> AddAsync(string deployment, DateTimeOffset time, string client) => AddAsync(deployment, [time], client);

    /// <summary>Predictions as the shipper stores them.</summary>
    private async Task<string[]> AddAsync(string deployment, DateTimeOffset[] times, string client, int values = 1, string actor = "app")
    {
        var predictions = times.Select(time => new Prediction
        {
            PredictionId = PredictionId.New(time), Deployment = deployment, ClientId = client, Time = time.ToTimestamp(), Rows = 1, Actor = actor,
            Features = { new float[values] }, Outputs = { 1 },
        }).ToList();
        await system.StoreAsync([.. predictions]);
        return [.. predictions.Select(prediction => prediction.PredictionId)];
    }
}
