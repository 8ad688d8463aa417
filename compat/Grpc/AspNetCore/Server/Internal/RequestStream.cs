using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The stream of requests of a call, as its handler sees it.</summary>
internal sealed class RequestStream<TRequest>(HttpContextServerCallContext call, Func<DeserializationContext, TRequest> deserializer) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private readonly RequestReader reader = call.CreateReader();
    private TRequest? current;

    public TRequest Current => current!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (call.IsOver) throw new InvalidOperationException("Can't read messages after the request is complete.");
        current = await reader.ReadNextAsync(deserializer, cancellationToken);
        return current is not null;
    }
}
