using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Serving.Tests;

[Collection(ServingCollection.Name)]
public class HostileRequestTests(ServingSystem system, ITestOutputHelper output)
{
    [Fact]
    public async Task no_value_in_any_field_of_any_request_is_blamed_on_the_service()
    {
        var deployment = await system.DeploymentAsync(answer: 5);

        var sent = await new HostileRequests(
                system.Serving.ChannelAs("mallory", "admin").CreateCallInvoker(), ("model", deployment.Model), ("alias", "champion"),
                ("deployment", deployment.Name), ("feature_service", ""), ("client_id", ""))
            .SendAllAsync(ModelServing.Descriptor, AuditLog.Descriptor);

        output.WriteLine($"{sent} hostile requests");
        sent.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task no_value_in_any_field_of_an_inference_request_is_blamed_on_the_service()
    {
        // A model of one input, so that the sample is a request that it answers.
        var model = await system.ModelAsync();
        await system.PromoteAsync(model, await system.VersionAsync(model, TinyModel.OneInput()));
        var deployment = await system.DeployAsync(model);
        var invoker = system.Serving.ChannelAs("mallory", "admin").CreateCallInvoker();
        var sent = 0;
        foreach (var datatype in (string[])["FP32", "FP64", "INT8", "INT64", "UINT64", "BOOL", "BYTES", "FP16"])
        {
            sent += await new HostileRequests(
                    invoker, ("model_name", deployment.Name), ("model_version", "1"), ("name", "temp"), ("datatype", datatype))
                .SendAllAsync(GRPCInferenceService.Descriptor);
        }

        output.WriteLine($"{sent} hostile inference requests over gRPC");
        sent.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task no_body_over_http_is_blamed_on_the_service()
    {
        var deployment = (await system.DeploymentAsync(answer: 5)).Name;
        var bodies = HostileJson.Bodies().ToList();
        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();

        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (body, cancellation) =>
        {
            using var content = new ByteArrayContent(body.Bytes);
            using var response = await system.Http.PostAsync($"/v2/models/{deployment}/infer", content, cancellation);
            var answer = await response.Content.ReadAsStringAsync(cancellation);
            if ((int)response.StatusCode >= 500 || (!response.IsSuccessStatusCode && answer.Length > 16 * 1024))
                wrong.Add($"{body.Name}: {(int)response.StatusCode}, {answer.Length} characters: {answer[..Math.Min(200, answer.Length)]}");
        });

        output.WriteLine($"{bodies.Count} hostile bodies over HTTP");
        wrong.Order().ShouldBeEmpty();
        (await system.Http.InferAsync(deployment)).Answer().ShouldBe(5);
    }
}
