using Google.Protobuf;
using Google.Rpc;

namespace MlOps.Operations;

/// <summary>
/// A kind of operation: what a worker does for a request. Another kind is another class, registered by <c>AddOperation</c>.
/// </summary>
public interface IOperationKind
{
    /// <summary>Its name, e.g. <c>training-set</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Does the work and returns its result. It runs on behalf of whoever asked, and may be begun again after a crash: the request
    /// comes with the operation's id as <c>request_id</c>, by which mutations repeat nothing.
    /// </summary>
    Task<IMessage> RunAsync(string operationId, ReadOnlyMemory<byte> request, OperationProgress progress, CancellationToken cancellation);

    /// <summary>Cleans up before an operation is recorded as failed or cancelled; may be called again after a crash.</summary>
    Task EndAsync(string operationId, ReadOnlyMemory<byte> request, Status outcome, CancellationToken cancellation);
}

/// <summary>An <see cref="IOperationKind"/> of a type of request.</summary>
public abstract class OperationKind<TRequest> : IOperationKind
    where TRequest : class, IMessage<TRequest>, new()
{
    private static readonly MessageParser<TRequest> Parser = new(() => new TRequest());

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
