using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public class PredictionTests(ServingSystem system)
{
    [Fact]
    public async Task a_promoted_version_answers_over_http_and_grpc()
    {
        var deployment = await system.DeploymentAsync();
        deployment.State.ShouldBe(DeploymentState.Pending);
        await system.PromoteAsync(deployment.Model, await system.VersionAsync(deployment.Model, TinyModel.ByTemperature()));
        deployment = await system.UntilAsync(deployment.Name, d => d.State == DeploymentState.Ready);
        deployment.ActiveVersion.ShouldBe(1);
        await Eventually.HoldsAsync(async () => (await system.Http.InferAsync(deployment.Name)).Status == 200);

        var answer = await system.Http.InferAsync(deployment.Name, "first-1", temp: 0.75f);
        answer.Answer().ShouldBe(20);
        ((string)answer.Body["model_name"]!, (string)answer.Body["model_version"]!, (string)answer.Body["id"]!).ShouldBe((deployment.Name, "1", "first-1"));
        (await system.Http.InferAsync(deployment.Name, temp: 0.25f)).Answer().ShouldBe(10);

        var inferred = await system.Inference.ModelInferAsync(new ModelInferRequest
        {
            ModelName = deployment.Name,
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor { Name = "hum", Datatype = "FP32", Shape = { 2 }, Contents = new InferTensorContents { Fp32Contents = { 1, 1 } } },
                new ModelInferRequest.Types.InferInputTensor { Name = "temp", Datatype = "FP64", Shape = { 2 }, Contents = new InferTensorContents { Fp64Contents = { 0.25, 0.75 } } },
            },
        });
        inferred.Outputs.Single().Contents.Fp32Contents.ShouldBe([10, 20]);
        inferred.Outputs[0].Shape.ShouldBe([2]);
        inferred.ModelVersion.ShouldBe("1");
        inferred.Id.Length.ShouldBe(32);
    }

    [Fact]
    public async Task refusals_over_http_are_in_the_protocol_s_form()
    {
        var ready = (await system.DeploymentAsync(answer: 1)).Name;
        var pending = (await system.DeploymentAsync()).Name;

        (await system.Http.InferAsync("nobody")).Refusal(404).ShouldBe("model 'nobody' is not found");
        (await system.Http.InferAsync(pending)).Refusal(503).ShouldBe($"model '{pending}' has no version ready to serve");
        (await system.Http.InferAsync(ready, Oip.Request(null, ("temp", 1)))).Refusal(400).ShouldBe("input 'hum' is missing");
        (await system.Http.InferAsync(ready, Oip.Request(null, ("temp", 1), ("wind", 1)))).Refusal(400).ShouldBe("unexpected input 'wind'; the model takes temp, hum");
        (await system.Http.InferAsync(ready, new JsonObject { ["inputs"] = new JsonArray(Oip.Tensor("temp", "BYTES", "warm"), Oip.Tensor("hum", "FP32", 1)) }))
            .Refusal(400).ShouldBe("input 'temp' has datatype BYTES, expected FP32");
        (await system.Http.InferAsync(ready, new JsonObject { ["inputs"] = new JsonArray(Oip.Tensor("temp", "FP32", 1, 2), Oip.Tensor("hum", "FP32", 1)) }))
            .Refusal(400).ShouldBe("input 'hum' has shape [1], but the first input has 2 rows");
        (await system.Http.InferAsync(ready, Oip.Request(new string('i', 129), ("temp", 1), ("hum", 1)))).Refusal(400).ShouldBe("id must have at most 128 characters");
        (await system.Http.InferAsync(ready, Oip.Request("a\0b", ("temp", 1), ("hum", 1)))).Refusal(400).ShouldBe("id must not have the character U+0000");
        var unknownOutput = Oip.Request(null, ("temp", 1), ("hum", 1));
        unknownOutput["outputs"] = new JsonArray(new JsonObject { ["name"] = "casual" });
        (await system.Http.InferAsync(ready, unknownOutput)).Refusal(400).ShouldBe("unexpected output 'casual'; the model gives cnt");
        (await PostAsync($"/v2/models/{ready}/versions/2/infer", Oip.Request(null, ("temp", 1), ("hum", 1)).ToJsonString()))
            .Refusal(404).ShouldBe($"model '{ready}' has no version '2' ready; it serves version 1");
        (await PostAsync($"/v2/models/{ready}/infer", "{")).Refusal(400).ShouldStartWith("the body is not the protocol's JSON");
        (await PostAsync($"/v2/models/{ready}/infer", "")).Refusal(400);
        (await PostAsync($"/v2/models/{ready}/infer", new string(' ', (16 << 20) + 1))).Refusal(413).ShouldBe("the body is larger than 16777216 bytes");
        (await PostAsync($"/v2/models/{ready}/infer", "{}", "Inference-Header-Content-Length")).Refusal(400).ShouldStartWith("binary tensor data is not supported");
    }

    [Fact]
    public async Task refusals_over_grpc_have_their_codes()
    {
        var ready = (await system.DeploymentAsync(answer: 1)).Name;
        var pending = (await system.DeploymentAsync()).Name;

        await RefusedAsync(StatusCode.NotFound, "model 'nobody' is not found", "nobody", "FP32", 1);
        await RefusedAsync(StatusCode.Unavailable, $"model '{pending}' has no version ready to serve", pending, "FP32", 1);
        await RefusedAsync(StatusCode.InvalidArgument, "input 'hum' is missing", ready, "FP32", 1);
        await RefusedAsync(StatusCode.InvalidArgument, "input 'temp' has 1 values for shape [2]", ready, "FP32", 2);
        await RefusedAsync(StatusCode.InvalidArgument, "input 'temp' has the unknown datatype 'FP33'", ready, "FP33", 1);

        async Task RefusedAsync(StatusCode code, string message, string deployment, string datatype, long size)
        {
            var e = await Should.ThrowAsync<RpcException>(() => system.Inference.ModelInferAsync(new ModelInferRequest
            {
                ModelName = deployment,
                Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "temp", Datatype = datatype, Shape = { size }, Contents = new InferTensorContents { Fp32Contents = { 1 } } } },
            }).ResponseAsync);
            (e.StatusCode, e.Status.Detail).ShouldBe((code, message));
        }
    }

    [Fact]
    public async Task the_server_and_the_model_describe_themselves()
    {
        var name = (await system.DeploymentAsync(answer: 1)).Name;

        (await system.Http.GetStringAsync("/v2/health/live")).ShouldBe("""{"live":true}""");
        (await system.Http.GetStringAsync("/v2/health/ready")).ShouldBe("""{"ready":true}""");
        JsonNode.Parse(await system.Http.GetStringAsync("/v2"))!["name"]!.ToString().ShouldBe("mlops");
        (await system.Http.GetStringAsync($"/v2/models/{name}")).ShouldBe(
            $$"""{"name":"{{name}}","versions":["1"],"platform":"mlops","inputs":[{"name":"temp","datatype":"FP32","shape":[-1]},{"name":"hum","datatype":"FP32","shape":[-1]}],"outputs":[{"name":"cnt","datatype":"FP32","shape":[-1]}]}""");
        (await system.Http.GetStringAsync($"/v2/models/{name}/versions/1/ready")).ShouldBe($$"""{"name":"{{name}}","ready":true}""");

        (await system.Inference.ServerLiveAsync(new ServerLiveRequest())).Live.ShouldBeTrue();
        (await system.Inference.ServerReadyAsync(new ServerReadyRequest())).Ready.ShouldBeTrue();
        (await system.Inference.ModelReadyAsync(new ModelReadyRequest { Name = name })).Ready.ShouldBeTrue();
        (await system.Inference.ModelReadyAsync(new ModelReadyRequest { Name = "nobody" })).Ready.ShouldBeFalse();
        (await system.Inference.ServerMetadataAsync(new ServerMetadataRequest())).Name.ShouldBe("mlops");
        var metadata = await system.Inference.ModelMetadataAsync(new ModelMetadataRequest { Name = name });
        metadata.Inputs.Select(input => (input.Name, input.Datatype)).ShouldBe([("temp", "FP32"), ("hum", "FP32")]);
    }

    private async Task<(int Status, JsonObject Body)> PostAsync(string path, string body, string? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        if (header is not null) request.Headers.Add(header, "1");
        using var response = await system.Http.SendAsync(request);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }
}
