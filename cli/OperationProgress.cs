using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Operations.V1;

namespace MlOps.Cli;

/// <summary>Shows how far an operation is while a command waits for it.</summary>
internal static class OperationProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>What the operation led to, once it has ended. Until then its progress goes to the standard error stream.</summary>
    public static async Task<T> ShownResultOfAsync<T>(this GatewayConnection gateway, Operation started, CancellationToken cancellation)
        where T : IMessage<T>, new()
    {
        var (operation, shown) = (started, "");
        while (operation.EndTime is null)
        {
            var wait = new WaitOperationRequest { Id = started.Id, Timeout = Interval.ToDuration() };
            operation = await gateway.OperationsOf(started.Service).WaitOperationAsync(wait, cancellationToken: cancellation);
            var line = $"{operation.Progress:P0} {operation.ProgressMessage}";
            if (operation.EndTime is null && line != shown) await Console.Error.WriteLineAsync(line);
            shown = line;
        }

        return await gateway.ResultOfAsync<T>(operation, cancellation);
    }
}
