using System.Net.Http.Headers;
using System.Text.Json;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Serving.V1;
using MlOps.Runtime;
using MlOps.Testing;

namespace MlOps.Benchmarks.Running;

/// <summary>The gateway as an application sees it: one row to predict, over HTTP connections of its own or over gRPC.</summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>The deployment that <c>mlops demo</c> leaves behind.</summary>
    public const string Deployment = "bike-demand";

    private const int Connections = 4;
    private readonly GrpcChannel channel;
    private readonly CallInvoker invoker;
    private readonly HttpClient[] http;
    private byte[] body = [];
    private ModelInferRequest request = new();

    public GatewayClient(RunningSystem system)
    {
        var authorization = $"Bearer {system.AdminToken}";
        channel = GrpcChannel.ForAddress(system.Grpc);
        invoker = channel.Intercept(metadata => [.. metadata, new Metadata.Entry("authorization", authorization)]);
        http = [.. Enumerable.Range(0, Connections).Select(_ => new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = system.Http })];
        foreach (var client in http) client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
    }

    public ModelServing.ModelServingClient Serving => new(invoker);

    /// <summary>Makes the requests: every input of one row is 0.</summary>
    public void Prepare(ModelSignature signature)
    {
        body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            inputs = signature.Inputs.Select(input => new { name = input.Name, shape = new[] { 1 }, datatype = input.Datatype, data = new[] { 0f } }),
        });
        request = new ModelInferRequest { ModelName = Deployment };
        request.Inputs.Add(signature.Inputs.Select(input => new ModelInferRequest.Types.InferInputTensor
        {
            Name = input.Name, Datatype = input.Datatype, Shape = { 1 }, Contents = new InferTensorContents { Fp32Contents = { 0f } },
        }));
    }

    public async Task PredictOverHttpAsync(int connection, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http[connection].PostAsync(new Uri($"/v2/models/{Deployment}/infer", UriKind.Relative), content, cancellation);
        var answer = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"The gateway answered {(int)response.StatusCode}: {answer}");
    }

    public async Task PredictOverGrpcAsync(CancellationToken cancellation) =>
        await new GRPCInferenceService.GRPCInferenceServiceClient(invoker).ModelInferAsync(request, cancellationToken: cancellation);

    public void Dispose()
    {
        foreach (var client in http) client.Dispose();
        channel.Dispose();
    }
}
