using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>The stream of requests of a call, as its caller sees it.</summary>
internal sealed class RequestWriter<TRequest, TResponse>(
    GrpcCall<TRequest, TResponse> call,
    StreamRequestContent content,
    Action<TRequest, SerializationContext> serializer,
    int? maxLength) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly Lock gate = new();
    private readonly MessageWriter writer = new(maxLength, null);
    private bool writing;
    private bool completed;

    public WriteOptions? WriteOptions { get; set; } = call.WriteOptions;

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        call.ThrowIfDisposed();
        lock (gate)
        {
            if (completed) throw new InvalidOperationException("Request stream has already been completed.");
            if (call.Outcome is not null) throw call.CreateException();
            if (writing) throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
            writing = true;
        }
        try
        {
            await using var registration = cancellationToken.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).CancelByCaller(), call);
            await SendAsync(message);
        }
        finally
        {
            lock (gate) writing = false;
        }
    }

    public Task CompleteAsync()
    {
        call.ThrowIfDisposed();
        lock (gate)
        {
            if (writing) throw new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress.");
            completed = true;
        }
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(TRequest message)
    {
        using var buffer = new PooledBufferWriter();
        writer.Write(serializer, message, buffer, call.CompressionWith(WriteOptions));
        try
        {
            var stream = await content.Opened;
            await stream.WriteAsync(buffer.Written, call.Token);
            await stream.FlushAsync(call.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException)
        {
            // Why the request broke off is said by the response.
            await call.WhenEndedByResponseAsync();
            throw call.Outcome is null ? new RpcException(ResponseOutcome.FromException("Error writing a message.", exception)) : call.CreateException();
        }
    }
}
