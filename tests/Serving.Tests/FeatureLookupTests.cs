using System.Text.Json.Nodes;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public class FeatureLookupTests(ServingSystem system)
{
    private const string Hours = """
        hour,seen,temp,hum
        1,2026-01-01 01:00:00,0.25,1
        2,2026-01-01 02:00:00,0.75,
        """;

    [Fact]
    public async Task features_are_looked_up_by_key_and_what_the_request_sends_wins()
    {
        var deployment = await DeploymentAsync();

        var answer = await system.Http.InferAsync(deployment, ByHour("lookup-1", 1, 2));
        answer.Status.ShouldBe(200, answer.Body.ToJsonString());
        answer.Body["outputs"]![0]!["data"]!.ToJsonString().ShouldBe("[10,20]");
        var logged = await system.LoggedAsync(answer.PredictionId());
        logged.EntityKeys.ShouldBe(["hour=1", "hour=2"]);
        logged.Features.ShouldBe([0.25f, 1, 0.75f, float.NaN]);

        var mixed = ByHour(null, 1);
        mixed["inputs"]!.AsArray().Add(Oip.Tensor("temp", "FP32", 0.9));
        (await system.Http.InferAsync(deployment, mixed)).Answer().ShouldBe(20);
    }

    [Fact]
    public async Task a_key_that_the_store_does_not_know_is_refused()
    {
        var deployment = await DeploymentAsync();

        (await system.Http.InferAsync(deployment, ByHour(null, 1, 77))).Refusal(400).ShouldBe("the online store has no features for hour 77");
        (await system.Http.InferAsync(deployment, new JsonObject { ["inputs"] = new JsonArray(Oip.Tensor("hour", "BYTES", "one")) }))
            .Refusal(400).ShouldBe("input 'hour' must be a number");
    }

    [Fact]
    public async Task requests_that_need_no_lookup_are_answered_while_the_store_is_away()
    {
        var deployment = await DeploymentAsync();
        await system.Features.StopAsync();
        try
        {
            (await system.Http.InferAsync(deployment, ByHour(null, 1))).Refusal(503).ShouldStartWith("the features cannot be looked up");
            (await system.Http.InferAsync(deployment, temp: 0.75f)).Answer().ShouldBe(20);
        }
        finally
        {
            await system.Features.StartAsync();
        }

        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment, ByHour(null, 1))).Status == 200);
    }

    private static JsonObject ByHour(string? id, params int[] hours)
    {
        var request = new JsonObject { ["inputs"] = new JsonArray(Oip.Tensor("hour", "INT64", [.. hours.Select(hour => JsonValue.Create(hour))])) };
        if (id is not null) request["id"] = id;
        return request;
    }

    private async Task<string> DeploymentAsync()
    {
        var model = await system.ModelAsync();
        await system.PromoteAsync(model, await system.VersionAsync(model, TinyModel.ByTemperature()));
        var deployment = await system.DeployAsync(model, await system.FeatureStoreAsEngineer().ServiceAsync(Hours));
        deployment.State.ShouldBe(DeploymentState.Ready);
        return deployment.Name;
    }
}
