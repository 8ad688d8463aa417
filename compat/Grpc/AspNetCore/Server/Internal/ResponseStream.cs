using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The stream of responses of a call, as its handler sees it.</summary>
internal sealed class ResponseStream<TResponse>(HttpContextServerCallContext call, Action<TResponse, SerializationContext> serializer) : IServerStreamWriter<TResponse>
    where TResponse : class
{
    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return call.WriteAsync(serializer, message, cancellationToken);
    }
}
