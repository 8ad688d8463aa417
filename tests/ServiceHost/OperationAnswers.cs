using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using MlOps.Contracts.Operations.V1;

namespace MlOps.ServiceHost;

/// <summary>Lets tests call RPCs that start operations as if they answered when the work is done.</summary>
public static class OperationAnswers
{
    /// <summary>What an operation led to, once it has ended. The service is named by a header, as behind the gateway.</summary>
    /// <exception cref="RpcException">It failed: with the status that it failed with.</exception>
    public static Task<T> ResultOfAsync<T>(this CallInvoker calls, AsyncUnaryCall<Operation> starting)
        where T : IMessage<T>, new() => calls.ResultOfAsync<T>(starting.ResponseAsync);

    /// <inheritdoc cref="ResultOfAsync{T}(CallInvoker, AsyncUnaryCall{Operation})"/>
    public static async Task<T> ResultOfAsync<T>(this CallInvoker calls, Task<Operation> starting)
        where T : IMessage<T>, new()
    {
        var operation = await starting;
        var ofService = calls.Intercept(metadata => [.. metadata, new Metadata.Entry("mlops-service", operation.Service)]);
        while (operation.EndTime is null)
            operation = await new Operations.OperationsClient(ofService).WaitOperationAsync(new WaitOperationRequest { Id = operation.Id });
        return operation.Error is { } error ? throw error.ToRpcException() : operation.Result.Unpack<T>();
    }
}
