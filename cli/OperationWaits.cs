using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Operations.V1;

namespace MlOps.Cli;

/// <summary>Waits for operations.</summary>
internal static class OperationWaits
{
    /// <summary>The operation once it has ended.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    /// <exception cref="CommandFailedException">It was cancelled.</exception>
    public static async Task<Operation> EndOfAsync(this GatewayConnection gateway, Operation started, CancellationToken cancellation)
    {
        var operation = started;
        while (operation.EndTime is null)
        {
            operation = await gateway.OperationsOf(started.Service)
                .WaitOperationAsync(new WaitOperationRequest { Id = started.Id }, cancellationToken: cancellation);
        }
        return operation.State switch
        {
            OperationState.Succeeded => operation,
            OperationState.Failed => throw operation.Error.ToRpcException(),
            _ => throw new CommandFailedException($"{operation.CancelledBy} cancelled the operation."),
        };
    }

    /// <summary>What the operation led to, once it has ended.</summary>
    /// <exception cref="RpcException">It failed.</exception>
    /// <exception cref="CommandFailedException">It was cancelled.</exception>
    public static async Task<T> ResultOfAsync<T>(this GatewayConnection gateway, Operation started, CancellationToken cancellation)
        where T : IMessage<T>, new() => (await gateway.EndOfAsync(started, cancellation)).Result.Unpack<T>();
}
