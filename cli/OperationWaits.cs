using Google.Protobuf;
using MlOps.Contracts.Operations.V1;

namespace MlOps.Cli;

/// <summary>Waits for operations.</summary>
internal static class OperationWaits
{
    /// <summary>The operation once it has ended.</summary>
    /// <exception cref="CommandFailedException">It failed, or was cancelled.</exception>
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
            OperationState.Failed => throw new CommandFailedException(operation.Error.Message),
            _ => throw new CommandFailedException($"{operation.CancelledBy} cancelled the operation."),
        };
    }

    /// <summary>What the operation led to, once it has ended.</summary>
    /// <exception cref="CommandFailedException">It failed, or was cancelled.</exception>
    public static async Task<T> ResultOfAsync<T>(this GatewayConnection gateway, Operation started, CancellationToken cancellation)
        where T : IMessage<T>, new() => (await gateway.EndOfAsync(started, cancellation)).Result.Unpack<T>();
}
