using Grpc.Core;
using MlOps.Contracts.Inference;
using MlOps.Runtime;
using MlOps.Serving.Inference;
using MlOps.Serving.Models;

namespace MlOps.Serving.Grpc;

/// <summary><c>inference.GRPCInferenceService</c>: the Open Inference Protocol V2 over gRPC.</summary>
internal sealed class OpenInferenceGrpcService(InferenceEngine engine, ServedModels models) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = models.Ready });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelReadyResponse { Ready = IsReady(request) });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse { Name = ServerIdentity.Name, Version = ServerIdentity.Version });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) => Answer(() =>
    {
        var served = engine.Find(request.Name, request.Version);
        return Task.FromResult(new ModelMetadataResponse
        {
            Name = served.Deployment,
            Versions = { served.VersionText },
            Platform = ServerIdentity.Platform,
            Inputs = { served.Signature.Inputs.Select(ToMetadata) },
            Outputs = { served.Signature.Outputs.Select(ToMetadata) },
        });
    });

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) => Answer(async () =>
    {
        var outputs = request.Outputs.Count == 0 ? [] : request.Outputs.Select(output => output.Name).ToArray();
        var inferred = await engine.InferAsync(
            new InferenceRequest(request.ModelName, request.ModelVersion, request.Id, GrpcTensors.Read(request), outputs),
            context.CancellationToken);
        // A response header is initial metadata, without the flush that WriteResponseHeadersAsync costs.
        context.GetHttpContext().Response.Headers[InferenceResult.IdHeader] = inferred.PredictionId;
        return GrpcTensors.Write(inferred, raw: request.RawInputContents.Count > 0);
    });

    private bool IsReady(ModelReadyRequest request)
    {
        try
        {
            engine.Find(request.Name, request.Version);
            return true;
        }
        catch (InferenceException e) when (e.Fault is InferenceFault.NotFound or InferenceFault.Unavailable)
        {
            return false;
        }
    }

    private static async Task<T> Answer<T>(Func<Task<T>> answer)
    {
        try
        {
            return await answer();
        }
        catch (InferenceException e)
        {
            throw new RpcException(new Status(e.Fault switch
            {
                InferenceFault.NotFound => StatusCode.NotFound,
                InferenceFault.TooLarge => StatusCode.ResourceExhausted,
                InferenceFault.Unavailable => StatusCode.Unavailable,
                _ => StatusCode.InvalidArgument,
            }, e.Message));
        }
    }

    private static ModelMetadataResponse.Types.TensorMetadata ToMetadata(TensorSpec tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape } };
}
