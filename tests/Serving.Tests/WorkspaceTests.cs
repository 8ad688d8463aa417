using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Deployment = MlOps.Contracts.Serving.V1.Deployment;

namespace MlOps.Serving.Tests;

/// <summary>Deployments of the same name in two workspaces answer each with its own model, on every route.</summary>
[Collection(ServingCollection.Name)]
public class WorkspaceTests(ServingSystem system, ITestOutputHelper output)
{
    private const string Marker = "marker-of-a";

    [Fact]
    public async Task a_name_answers_in_each_workspace_with_its_own_model_and_nothing_is_seen_from_another()
    {
        var (a, b) = (await system.InAsync("a"), await system.InAsync("b"));
        await DeployAsync(a, "shared", 5);
        await DeployAsync(b, "shared", 7);
        await DeployAsync(a, "of-a", 9);

        (await a.Http.InferAsync("shared")).Answer().ShouldBe(5);
        (await b.Http.InferAsync("shared")).Answer().ShouldBe(7);
        await OtherRoutesAsync(b);
        var prediction = (await a.Http.InferAsync("shared", Marker)).PredictionId();
        await a.LoggedAsync(prediction);

        var calls = await new WorkspaceIsolation(
                Marker, system.Serving.ChannelIn("a", "root", "admin").CreateCallInvoker(),
                system.Serving.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("name", "shared"), ("deployment", "shared"), ("model_name", "of-a"), ("prediction_id", prediction),
                ("stream", "deployment/shared"), ("stream_prefix", ""), ("feature_service", ""), ("model_version", ""))
            .CheckAsync(output.WriteLine, ModelServing.Descriptor, GRPCInferenceService.Descriptor, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(30);
        await Refused.WithAsync(
            StatusCode.NotFound, () => b.Deployments.GetPredictionAsync(new GetPredictionRequest { PredictionId = prediction }).ResponseAsync);
        var listed = await b.Deployments.ListPredictionsAsync(new ListPredictionsRequest { Deployment = "shared", PageSize = 100 });
        listed.Predictions.ShouldAllBe(found => found.Workspace == "b");
        (await a.Http.InferAsync("shared")).Answer().ShouldBe(5);
    }

    [Fact]
    public async Task a_promotion_a_retirement_and_a_restart_concern_one_workspace()
    {
        var (a, b) = (await system.InAsync("switch-a"), await system.InAsync("switch-b"));
        await DeployAsync(a, "switched", 5);
        await DeployAsync(b, "switched", 7);

        await a.PromoteAsync("switched", await a.VersionAsync("switched", TinyModel.Answering(6)));
        await Eventually.HoldsAsync(async () => (await a.Http.InferAsync("switched")).Answer() == 6);
        (await b.Http.InferAsync("switched")).Answer().ShouldBe(7);

        await system.Serving.RestartAsync();
        await Eventually.HoldsAsync(async () => (await b.Http.GetAsync("/v2/health/ready")).IsSuccessStatusCode);
        (await a.Http.InferAsync("switched")).Answer().ShouldBe(6);
        (await b.Http.InferAsync("switched")).Answer().ShouldBe(7);

        await a.Deployments.RetireDeploymentAsync(new RetireDeploymentRequest { Name = "switched" });
        (await a.Http.InferAsync("switched")).Refusal(404).ShouldContain("switched");
        (await b.Http.InferAsync("switched")).Answer().ShouldBe(7);
    }

    [Fact]
    public async Task each_workspace_s_predictions_are_told_in_it()
    {
        var (a, b) = (await system.InAsync("told-a"), await system.InAsync("told-b"));
        await DeployAsync(a, "told", 5);
        await DeployAsync(b, "told", 7);
        var (ofA, ofB) = ((await a.Http.InferAsync("told")).PredictionId(), (await b.Http.InferAsync("told")).PredictionId());

        foreach (var (workspace, id) in ((string, string)[])[("told-a", ofA), ("told-b", ofB)])
        {
            var told = await system.System.ConsumeAsync<PredictionsLogged>(
                Contracts.Topics.Predictions, m => m.Data.Predictions.Any(prediction => prediction.PredictionId == id));
            told.Workspace.ShouldBe(workspace);
            told.Data.Predictions.ShouldAllBe(prediction => prediction.Workspace == workspace);
        }
    }

    private static async Task OtherRoutesAsync(ServingSystem b)
    {
        foreach (var route in (string[])["/v2/models/of-a", "/v2/models/of-a/ready", "/v2/models/of-a/versions/1", "/v2/models/of-a/versions/1/ready"])
        {
            using var response = await b.Http.GetAsync(route);
            ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!.Count).ShouldBe((404, 1), route);
        }

        (await b.Http.InferAsync("of-a")).Refusal(404).ShouldBe("model 'of-a' is not found");
        (await b.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "of-a" })).Ready.ShouldBeFalse();
    }

    /// <summary>A model and a deployment of it, of one name.</summary>
    private static async Task<Deployment> DeployAsync(ServingSystem there, string name, float answer)
    {
        await there.Models.RegisterModelAsync(new RegisterModelRequest { Name = name });
        await there.PromoteAsync(name, await there.VersionAsync(name, TinyModel.Answering(answer)));
        var deployment = await there.Deployments.CreateDeploymentAsync(
            new CreateDeploymentRequest { Name = name, Model = name, Alias = "champion" });
        await Eventually.HoldsAsync(async () => (await there.Http.GetAsync($"/v2/models/{name}/ready")).IsSuccessStatusCode);
        return deployment;
    }
}
