using Google.Protobuf;
using Google.Rpc;

namespace MlOps.Operations;

/// <summary>
/// A kind of operation: the work that a worker does for a request. Register each kind with <c>AddOperation</c>.
/// </summary>
public interface IOperationKind
{
    /// <summary>The name of the kind, e.g. <c>training-set</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Runs the operation and returns its result. Must be idempotent, because it is restarted after a crash: the request carries the
    /// operation's id as <c>request_id</c>, which makes mutations idempotent. The current caller is the creator of the operation.
    /// </summary>
    Task<IMessage> RunAsync(string operationId, ReadOnlyMemory<byte> request, OperationProgress progress, CancellationToken cancellation);

    /// <summary>Cleans up before the operation is recorded as failed or cancelled; must be idempotent.</summary>
    Task EndAsync(string operationId, ReadOnlyMemory<byte> request, Status outcome, CancellationToken cancellation);
}

/// <summary>An <see cref="IOperationKind"/> with a typed request, which must have a field <c>request_id</c>.</summary>
public abstract class OperationKind<TRequest> : IOperationKind
    where TRequest : class, IMessage<TRequest>, new()
{
    private static readonly MessageParser<TRequest> Parser = new(() => new TRequest());

    /// <inheritdoc/>
    public abstract string Name { get; }

    Task<IMessage> IOperationKind.RunAsync(
        string operationId, ReadOnlyMemory<byte> request, OperationProgress progress, CancellationToken cancellation) =>
        RunAsync(Read(operationId, request), progress, cancellation);

    Task IOperationKind.EndAsync(string operationId, ReadOnlyMemory<byte> request, Status outcome, CancellationToken cancellation) =>
        EndAsync(Read(operationId, request), outcome, cancellation);

    /// <inheritdoc cref="IOperationKind.RunAsync"/>
    protected abstract Task<IMessage> RunAsync(TRequest request, OperationProgress progress, CancellationToken cancellation);

    /// <inheritdoc cref="IOperationKind.EndAsync"/>
    protected virtual Task EndAsync(TRequest request, Status outcome, CancellationToken cancellation) => Task.CompletedTask;

    private static TRequest Read(string operationId, ReadOnlyMemory<byte> bytes)
    {
        var request = Parser.ParseFrom(bytes.Span);
        request.Descriptor.FindFieldByName("request_id").Accessor.SetValue(request, operationId);
        return request;
    }
}
