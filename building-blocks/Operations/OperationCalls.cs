using Google.Protobuf;
using Wire = MlOps.Contracts.Operations.V1;

namespace MlOps.Operations;

/// <summary>What RPCs answer that start an operation.</summary>
public sealed class OperationCalls(StartOperation start, OperationQueries operations, OperationMessages messages)
{
    /// <inheritdoc cref="StartOperation.HandleAsync"/>
    public async Task<Wire.Operation> StartAsync(
        string kind, string subject, long revision, IMessage request, CancellationToken cancellation, string? newId = null) =>
        await messages.ToWireAsync(await start.HandleAsync(kind, subject, revision, request, cancellation, newId), cancellation);

    /// <summary>An operation that was started, as it stands now.</summary>
    public async Task<Wire.Operation> GetAsync(string id, CancellationToken cancellation) =>
        await messages.ToWireAsync(await operations.GetAsync(id, cancellation), cancellation);
}
