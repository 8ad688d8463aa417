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
}
