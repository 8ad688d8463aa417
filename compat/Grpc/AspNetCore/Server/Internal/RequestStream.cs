using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The stream of requests of a call, as its handler sees it.</summary>
internal sealed class RequestStream<TRequest>(HttpContextServerCallContext call, Func<DeserializationContext, TRequest> deserializer) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private readonly RequestReader reader = call.CreateReader();
    private TRequest? current;
    private bool completed;

    public TRequest Current => current ?? throw new InvalidOperationException("No values have been read yet, or the stream has ended.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (completed) return false;
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken) : null;
        current = await reader.ReadNextAsync(deserializer, linked?.Token ?? call.CancellationToken);
        completed = current is null;
        return !completed;
    }
}
